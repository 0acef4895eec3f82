import { medianOfSorted } from './describe.js';
import { normalCdf } from './normal.js';
import { smallestWhere } from './smallest-where.js';

/** Up to here the null distribution is exact; beyond, the approximation is within 0.0003 at P = 0.025, above it. */
const MOST_EXACT = 50;

/**
 * Null distribution of Wilcoxon's signed-rank statistic W+ for n differences: each rank 1..n counts with
 * probability 1/2. Exact by convolution for n <= 50, else normal with continuity correction.
 * Source: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3.1.
 * @returns a function w -> P(W+ <= w).
 */
export function signedRankCdf(n: number): (w: number) => number {
  const most = (n * (n + 1)) / 2;
  if (n > MOST_EXACT) {
    const spread = Math.sqrt((most * (2 * n + 1)) / 12);
    return (w) => normalCdf((w + 0.5 - most / 2) / spread);
  }
  let probabilities = new Float64Array(most + 1);
  probabilities[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    probabilities = probabilities.map((p, w, before) => (p + (before[w - rank] ?? 0)) / 2);
  }
  let sum = 0;
  const cumulative = probabilities.map((p) => (sum += p));
  return (w) => (w < 0 ? 0 : Math.min(1, cumulative[Math.min(w, most)] ?? 1));
}

/** @returns the n(n+1)/2 means of every pair of values, each with itself too, in ascending order. */
export function walshAverages(values: readonly number[]): Float64Array {
  const averages = new Float64Array((values.length * (values.length + 1)) / 2);
  let next = 0;
  for (const [i, a] of values.entries()) {
    for (const b of values.slice(i)) averages[next++] = (a + b) / 2;
  }
  return averages.sort();
}

/** Hodges-Lehmann estimate of the centre of symmetry: the median of the Walsh averages (Hodges and Lehmann 1963). */
export function hodgesLehmann(values: readonly number[]): number {
  return medianOfSorted(walshAverages(values));
}

/**
 * Tukey's distribution-free interval for the centre: Walsh averages counted in from both ends. Each end is also a
 * one-sided bound of confidence 1 - tail.
 * @param tail most probability left out on each side: 0.025 for a two-sided 95% interval.
 * @returns null where the sample is too small for it: n < 6 at 0.025, n < 5 at 0.05.
 */
export function signedRankInterval(
  values: readonly number[],
  tail: number,
): readonly [number, number] | null {
  const averages = walshAverages(values);
  const cdf = signedRankCdf(values.length);
  const skipped = smallestWhere(0, averages.length, (w) => cdf(w) > tail);
  const lower = averages[skipped - 1];
  const upper = averages[averages.length - skipped];
  return lower === undefined || upper === undefined ? null : [lower, upper];
}

/**
 * One-sided P values that the centre lies above `centre`, and below it. Without ties these are Wilcoxon's; W- is
 * the number of Walsh averages below the centre, and one that equals it speaks for neither side, so ties and zeros
 * (whole microseconds make them) only weaken the evidence. That makes P <= tail exactly where
 * `signedRankInterval(values, tail)` excludes the centre.
 */
export function signedRankPValues(values: readonly number[], centre = 0): { above: number; below: number } {
  const averages = walshAverages(values);
  const cdf = signedRankCdf(values.length);
  const count = (holds: (average: number) => boolean): number => averages.filter(holds).length;
  return { above: cdf(count((a) => a <= centre)), below: cdf(count((a) => a >= centre)) };
}
