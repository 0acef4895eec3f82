import { filledBuckets, type Histogram } from './histogram.js';
import { nearestRank } from './order-statistics.js';
import { PERCENTILES } from './latency-summary.js';

/** One point of a latency distribution: a quantile between 0 and 1, and microseconds. */
export type CurvePoint = readonly [quantile: number, us: number];

/** What a two-sided 95% interval leaves out on each side; see `minimumSamples`. */
const EACH_TAIL = 0.025;

/**
 * The distribution of a latency as about 60 points that are evenly apart on the axis -log10(1 - q), on which each
 * further nine of a percentile is as wide as the last (G. Tene's percentile plot). The reported percentiles are among
 * them. All are quantiles that the sample is large enough for by the rule of `minimumSamples`: the outermost ones are
 * those with q^n = 0.025 on their side.
 * @returns points by ascending quantile and so by latency; none for a sample that has no quantile at all.
 */
export function percentileCurve(histogram: Histogram, points = 60): CurvePoint[] {
  const { count } = histogram;
  if (count === 0) return [];
  const highest = EACH_TAIL ** (1 / count);
  const lowest = 1 - highest;
  // Fewer than 6 samples do not even have a median.
  if (lowest > highest) return [];
  const from = -Math.log10(highest);
  const to = -Math.log10(lowest);
  const even = Array.from({ length: points }, (_, i) => 1 - 10 ** -(from + ((to - from) * i) / (points - 1)));
  const quantiles = [...new Set([...even, ...Object.values(PERCENTILES)].map(round))]
    .filter((quantile) => quantile >= lowest && quantile <= highest)
    .sort((a, b) => a - b);
  return pointsAt(histogram, quantiles);
}

/** Seven decimals tell 1 in 10 million apart; rounded so that a document is compact. */
function round(quantile: number): number {
  return Math.round(quantile * 1e7) / 1e7;
}

/** One pass over the buckets. @param quantiles ascending */
function pointsAt(histogram: Histogram, quantiles: readonly number[]): CurvePoint[] {
  const buckets = filledBuckets(histogram);
  let index = 0;
  let seen = buckets[0]?.samples ?? 0;
  return quantiles.map((quantile) => {
    const rank = nearestRank(histogram.count, quantile);
    while (seen < rank && index < buckets.length - 1) seen += buckets[++index]?.samples ?? 0;
    return [quantile, buckets[index]?.us ?? 0];
  });
}
