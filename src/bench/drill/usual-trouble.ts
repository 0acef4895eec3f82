import { isAnswered, isBad, type Row } from './row-reader.js';

const STRETCH_MS = 500;
const LEAST_REQUESTS = 20;

/** How bad it is where nothing happens. */
export interface UsualTrouble {
  /** Beyond it an answer is slow. */
  readonly limitUs: number;
  /** Requests in a stretch of the load: those of half a second, at least 20. */
  readonly stretch: number;
  /** Failed and slow ones in the worst stretch before the event. */
  readonly mostBad: number;
  readonly hasFailures: boolean;
}

/** @param rate requests per second */
export function usualTrouble(before: readonly Row[], limitUs: number, rate: number): UsualTrouble {
  const stretch = Math.max(LEAST_REQUESTS, Math.round((rate * STRETCH_MS) / 1000));
  const counts = countBad(before.toSorted(byDue), stretch, limitUs);
  return {
    limitUs,
    stretch,
    mostBad: counts.reduce((most, count) => Math.max(most, count), 0),
    hasFailures: !before.every(isAnswered),
  };
}

/**
 * The failed and slow ones among `rows` that the usual tail of the mode does not account for. A failed one counts where
 * none failed before the event. Any other counts where more than a tenth of the stretch up to it is bad, and more than
 * twice as many as in the worst stretch before the event, and not it alone in the last tenth of that: with a p99
 * objective as limit up to a hundredth of all answers is slow where nothing is wrong, and a single one of them says
 * nothing.
 */
export function findTrouble(
  rows: readonly Row[],
  { limitUs, stretch, mostBad, hasFailures }: UsualTrouble,
): Row[] {
  const sorted = rows.toSorted(byDue);
  const counts = countBad(sorted, stretch, limitUs);
  // A stray one of the usual tail that comes soon after the trouble is no part of it.
  const near = countBad(sorted, Math.ceil(stretch / 10), limitUs);
  const most = Math.max(stretch / 10, 2 * mostBad);
  return sorted.filter((row, index) => {
    const isCrowded = (counts[index] ?? 0) > most && (near[index] ?? 0) > 1;
    return isBad(row, limitUs) && (isCrowded || (!hasFailures && !isAnswered(row)));
  });
}

/** @returns for each row how many are bad in the stretch up to it, or in the first one. */
function countBad(sorted: readonly Row[], stretch: number, limitUs: number): number[] {
  const upTo = [0];
  for (const row of sorted) upTo.push((upTo.at(-1) ?? 0) + Number(isBad(row, limitUs)));
  return sorted.map((_, index) => {
    const end = Math.min(sorted.length, Math.max(index + 1, stretch));
    return (upTo[end] ?? 0) - (upTo[Math.max(0, end - stretch)] ?? 0);
  });
}

function byDue(one: Row, other: Row): number {
  return one.dueUs - other.dueUs;
}
