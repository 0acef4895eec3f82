import { binomialQuantile } from './binomial.js';

/** What a two-sided 95% interval leaves out on each side. */
const EACH_TAIL = 0.025;

/**
 * The fewest samples for which a two-sided 95% interval of a quantile exists without assumptions on the
 * distribution. The interval lies between two order statistics; the tighter side needs P(all n samples lie below
 * the quantile) = q^n <= 0.025 (or (1-q)^n, for a quantile below the median). 6 for p50, 368 for p99.
 * Source: Hahn and Meeker, Statistical Intervals, 5.2.
 * @param q 0 < q < 1. @throws RangeError otherwise.
 */
export function minimumSamples(q: number): number {
  if (!(q > 0 && q < 1)) throw new RangeError(`a quantile lies between 0 and 1, got ${q}`);
  return Math.ceil(Math.log(EACH_TAIL) / Math.log(Math.max(q, 1 - q)));
}

/**
 * Ranks (1 = smallest of n) of the order statistics that bound a quantile with at least 95% confidence, at most
 * 2.5% on each side. The number of samples below the quantile is binomial(n, q), whatever their distribution.
 * @returns null where n is below `minimumSamples(q)`.
 */
export function intervalRanks(n: number, q: number): readonly [lower: number, upper: number] | null {
  if (n < minimumSamples(q)) return null;
  return [binomialQuantile(EACH_TAIL, n, q), binomialQuantile(1 - EACH_TAIL, n, q) + 1];
}

/**
 * Nearest rank of a quantile: the smallest rank with at least q of the samples at or below it, 1 to n. The factor
 * keeps a product like 0.07 * 100 = 7.000000000000001 from being rounded up.
 */
export function nearestRank(n: number, q: number): number {
  return Math.max(1, Math.ceil(n * q * (1 - 1e-12)));
}
