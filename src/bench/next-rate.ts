import type { SearchLoad } from '../core/search-load.js';

/** One rate that was tried, and whether it met the objective. */
export interface TriedRate {
  readonly rate: number;
  readonly met: boolean;
}

const STEP = 2;

/** The bracket so far: the highest rate that held, the lowest that failed; undefined where there is none. */
export function bracketOf(tried: readonly TriedRate[]): {
  held: number | undefined;
  failed: number | undefined;
} {
  const held = tried.filter(({ met }) => met).map(({ rate }) => rate);
  const highest = held.length === 0 ? undefined : Math.max(...held);
  const failed = tried.filter(({ rate, met }) => !met && rate > (highest ?? 0)).map(({ rate }) => rate);
  return { held: highest, failed: failed.length === 0 ? undefined : Math.min(...failed) };
}

/**
 * The next rate of a capacity search: doubled until one fails (or halved until one holds), then the geometric middle
 * of the bracket until it is narrow enough. Geometric, because capacities differ by factors.
 * @param tried in any order. @returns undefined when the search is over.
 */
export function nextRate(
  tried: readonly TriedRate[],
  { from, least, most, within }: Pick<SearchLoad, 'from' | 'least' | 'most' | 'within'>,
): number | undefined {
  const { held, failed } = bracketOf(tried);
  if (held === undefined && failed === undefined) return from;
  if (failed === undefined) return held === most ? undefined : Math.min(most, Number(held) * STEP);
  if (held === undefined) return failed === least ? undefined : Math.max(least, failed / STEP);
  if (failed <= held * within) return undefined;
  const middle = roundRate(Math.sqrt(held * failed));
  return middle > held && middle < failed ? middle : undefined;
}

/** Whole requests per second, and hundredths of slow ones: a rate that a person can type again. */
function roundRate(rate: number): number {
  return rate >= 100 ? Math.round(rate) : Math.round(rate * 100) / 100;
}
