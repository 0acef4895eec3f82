import { regularizedBeta } from './special-functions.js';

/** @param degrees degrees of freedom, above 0. @returns P(T <= t) of Student's t. */
export function studentCdf(t: number, degrees: number): number {
  const tail = 0.5 * regularizedBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
  return t < 0 ? tail : 1 - tail;
}

/**
 * Quantile of Student's t, by bisection of its tail: slow (some 50 us) and exact to the last digits or so.
 * `studentQuantile(0.975, n - 1)` is the factor of a two-sided 95% interval.
 * @param p above 0, below 1. @param degrees degrees of freedom, above 0. @throws RangeError otherwise.
 */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability lies between 0 and 1, got ${p}`);
  if (!(degrees > 0)) throw new RangeError(`degrees of freedom are above 0, got ${degrees}`);
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  let low = 0;
  let high = 1;
  while (studentCdf(-high, degrees) > tail) high *= 2;
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (studentCdf(-middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return p < 0.5 ? -high : high;
}
