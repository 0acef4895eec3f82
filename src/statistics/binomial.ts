import { smallestWhere } from './smallest-where.js';
import { regularizedBeta } from './special-functions.js';

/** @returns P(X <= k) for X successes in n trials of probability q. @param n a whole number of trials. */
export function binomialCdf(k: number, n: number, q: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return regularizedBeta(1 - q, n - k, k + 1);
}

/** @returns the smallest k with P(X <= k) >= p, as R's `qbinom`. */
export function binomialQuantile(p: number, n: number, q: number): number {
  return smallestWhere(0, n, (k) => binomialCdf(k, n, q) >= p);
}
