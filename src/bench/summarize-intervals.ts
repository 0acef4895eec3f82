import type { LoadSummary } from '../result/load-contract.js';
import type { RepeatSummary } from '../result/repeat-contract.js';
import { geometricInterval } from '../statistics/geometric-interval.js';

type Figures = Pick<RepeatSummary, 'throughputRps' | 'latencyUs'>;

/**
 * Repeat by repeat, as inference needs it; the figures themselves are of merged histograms. Of answered requests, or of
 * all where no repeat answered any: then the mode is a floor, and its figures are of all.
 * @param looks at the data that were planned (see `pairedRatio`)
 */
export function summarizeIntervals(
  repeats: readonly RepeatSummary[],
  looks: number,
): NonNullable<LoadSummary['ci95']> {
  const isFloor = repeats.every(({ answered }) => answered.throughputRps === 0);
  const over = (read: (figures: Figures) => number | null): [number, number] | null => {
    const values = repeats.map((repeat) => read(isFloor ? repeat : repeat.answered) ?? 0);
    const interval = geometricInterval(values, looks);
    return interval && [interval[0], interval[1]];
  };
  return {
    throughputRps: over(({ throughputRps }) => throughputRps),
    p50Us: over(({ latencyUs }) => latencyUs.p50),
    p95Us: over(({ latencyUs }) => latencyUs.p95),
    p99Us: over(({ latencyUs }) => latencyUs.p99),
  };
}
