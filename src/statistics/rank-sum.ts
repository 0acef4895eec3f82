import { medianOfSorted } from './describe.js';
import { normalCdf } from './normal.js';
import { smallestWhere } from './smallest-where.js';

/** Up to this many values in both samples the null distribution is exact. */
const MOST_EXACT = 60;

/**
 * Null distribution of the Mann-Whitney statistic U for samples of m and n: the number of pairs in which the first
 * is the larger. Exact by recurrence (Mann and Whitney 1947), beyond 60 values normal with continuity correction.
 * @returns a function u -> P(U <= u)
 */
export function rankSumCdf(m: number, n: number): (u: number) => number {
  const most = m * n;
  if (m + n > MOST_EXACT) {
    const spread = Math.sqrt((most * (m + n + 1)) / 12);
    return (u) => normalCdf((u + 0.5 - most / 2) / spread);
  }
  // counts[j] after step i: ways to choose i of the values so that U = j; built as a product of Gaussian binomials.
  let counts = new Float64Array(most + 1);
  counts[0] = 1;
  for (let i = 1; i <= m; i++) {
    // Multiply by (1 - q^(n + i)) and divide by (1 - q^i).
    const product = counts.slice();
    for (let u = n + i; u <= most; u++) product[u] = (product[u] ?? 0) - (counts[u - n - i] ?? 0);
    for (let u = i; u <= most; u++) product[u] = (product[u] ?? 0) + (product[u - i] ?? 0);
    counts = product;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  const cumulative = counts.map((count) => (sum += count / total));
  return (u) => (u < 0 ? 0 : Math.min(1, cumulative[Math.min(Math.floor(u), most)] ?? 1));
}

/** Every other[j] - base[i], ascending. */
function shifts(base: readonly number[], other: readonly number[]): Float64Array {
  return Float64Array.from(other.flatMap((value) => base.map((reference) => value - reference))).sort();
}

/** Hodges-Lehmann estimate of the shift between two samples: the median of all differences. */
export function hodgesLehmannShift(base: readonly number[], other: readonly number[]): number {
  return medianOfSorted(shifts(base, other));
}

/**
 * Distribution-free interval of the shift (Hollander, Wolfe and Chicken, 4.3): differences counted in from both ends.
 * @param tail most probability left out on each side @returns null where the samples are too small for it
 */
export function rankSumInterval(
  base: readonly number[],
  other: readonly number[],
  tail: number,
): readonly [number, number] | null {
  const differences = shifts(base, other);
  const cdf = rankSumCdf(base.length, other.length);
  const skipped = smallestWhere(0, differences.length, (u) => cdf(u) > tail);
  const lower = differences[skipped - 1];
  const upper = differences[differences.length - skipped];
  return lower === undefined || upper === undefined ? null : [lower, upper];
}
