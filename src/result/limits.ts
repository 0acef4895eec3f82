import type { Verdict } from '../statistics/verdict.js';
import type { LoadSummary } from './load-contract.js';

/** What keeps an interval from deciding: a figure that is only a lower bound, or one that the load process limits. */
export type Limit = 'lower-bound' | 'generator';

/** True where the figure is what the load process, or the bound of a search, allowed: the mode may do better. */
export function isLowerBound({ search, validity }: LoadSummary, metric: string): boolean {
  if (metric === 'capacityRps') return search?.bound === 'at-least';
  return (
    metric === 'throughputRps' && (validity.warnings ?? []).some((limit) => limit.includes('lower bound'))
  );
}

/** Why a percentile is the load process's as well as the mode's; undefined where it is the mode's alone. */
export function generatorLimit({ notes = [] }: LoadSummary, metric: string): string | undefined {
  return notes.find(({ percentile, code }) => code === 'generator-limited' && `${percentile}Us` === metric)
    ?.reason;
}

/**
 * What makes a verdict on `other / base` void; undefined where it holds. A side that may do better than was seen can
 * lose no comparison, and is the same as nothing.
 */
export function limitOfVerdict(
  found: Verdict,
  metric: string,
  { base, other }: Readonly<Record<'base' | 'other', LoadSummary>>,
): Limit | undefined {
  if (generatorLimit(base, metric) !== undefined || generatorLimit(other, metric) !== undefined) {
    return 'generator';
  }
  const bounds = { base: isLowerBound(base, metric), other: isLowerBound(other, metric) };
  return isVoidByBound(found, bounds) ? 'lower-bound' : undefined;
}

/** Whether `other / base` is not known where these sides are lower bounds: of figures of which more is better. */
export function isVoidByBound(
  found: Verdict,
  { base, other }: Readonly<Record<'base' | 'other', boolean>>,
): boolean {
  return (
    (found === 'higher' && base) || (found === 'lower' && other) || (found === 'same' && (base || other))
  );
}
