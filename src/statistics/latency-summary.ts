import { filledBuckets, type FilledBucket, type Histogram } from './histogram.js';
import { intervalRanks, minimumSamples, nearestRank } from './order-statistics.js';

/** Reported percentiles, as quantiles. */
export const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;
export type Percentile = keyof typeof PERCENTILES;

/** Microseconds. A percentile that the sample is too small for is null, and everything is where there is none. */
export type LatencySummary = Readonly<Record<'min' | 'mean' | Percentile | 'max', number | null>>;

/**
 * Summary by nearest rank. Every figure is the centre of its bucket, mean included: so min <= mean <= max, and a
 * histogram summarizes alike before and after it is stored. (The library reports the top of a bucket, up to 0.1%
 * high, rounds the mean's centres up, and takes the smallest value above 0 for the minimum.)
 */
export function summarizeLatency(histogram: Histogram): LatencySummary {
  const { count } = histogram;
  const buckets = filledBuckets(histogram);
  const percentile = (name: Percentile): number | null =>
    count < minimumSamples(PERCENTILES[name])
      ? null
      : valueAtRank(buckets, nearestRank(count, PERCENTILES[name]));
  return {
    min: buckets[0]?.us ?? null,
    mean: count === 0 ? null : meanOf(buckets),
    p50: percentile('p50'),
    p90: percentile('p90'),
    p95: percentile('p95'),
    p99: percentile('p99'),
    p999: percentile('p999'),
    max: buckets.at(-1)?.us ?? null,
  };
}

/** @returns one sentence for a percentile that is null, or undefined where `count` samples are enough. */
export function whyNull(percentile: Percentile, count: number): string | undefined {
  const needed = minimumSamples(PERCENTILES[percentile]);
  if (count >= needed) return undefined;
  const name = percentile === 'p999' ? 'p99.9' : percentile;
  return `${name} needs at least ${needed} samples for a 95% interval, not ${count}: make the load longer or faster.`;
}

/**
 * 95% interval of a percentile that assumes nothing on the distribution, only that samples are independent. Those of
 * one trial are not (a stall slows neighbours together), so it is too narrow to compare modes by: pair trials for that.
 * @param q the quantile, 0 < q < 1. @returns microseconds; null where the sample is too small. @throws RangeError.
 */
export function percentileInterval(histogram: Histogram, q: number): readonly [number, number] | null {
  const ranks = intervalRanks(histogram.count, q);
  if (ranks === null) return null;
  const buckets = filledBuckets(histogram);
  return [valueAtRank(buckets, ranks[0]), valueAtRank(buckets, ranks[1])];
}

/** @param rank 1 (smallest) to the number of samples. */
function valueAtRank(buckets: readonly FilledBucket[], rank: number): number {
  let seen = 0;
  for (const { us, samples } of buckets) {
    seen += samples;
    if (seen >= rank) return us;
  }
  throw new RangeError(`there is no sample of rank ${rank}`);
}

function meanOf(buckets: readonly FilledBucket[]): number {
  let sum = 0;
  let count = 0;
  for (const { us, samples } of buckets) {
    sum += us * samples;
    count += samples;
  }
  return sum / count;
}
