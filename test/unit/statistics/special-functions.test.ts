import { describe, expect, it } from 'vitest';
import { logGamma, regularizedBeta } from '../../../src/statistics/special-functions.js';

describe('logGamma', () => {
  // scipy 1.10.1, special.gammaln
  it.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [3.7, 1.428072326665388],
    [10, 12.801827480081469],
    [171.5, 709.1431630309283],
    [1e4, 82099.71749644238],
    [1e7, 151180949.36947393],
  ])('of %d is %d', (x, expected) => {
    expect(Math.abs(logGamma(x) / expected - 1)).toBeLessThan(1e-14);
  });

  it('is 0 at 1 and 2', () => {
    expect(logGamma(1)).toBeCloseTo(0, 14);
    expect(logGamma(2)).toBeCloseTo(0, 14);
  });
});

describe('regularizedBeta', () => {
  // scipy 1.10.1, special.betainc; the last two have the parameters of a million and ten million requests
  it.each([
    [0.3, 2, 5, 0.579825, 1e-13],
    [0.001, 0.5, 0.5, 0.020135041633377496, 1e-13],
    [0.9, 50, 3, 0.09663328513725218, 1e-12],
    [0.5, 500, 520, 0.7345065771514767, 1e-12],
    [0.99, 99000, 1010, 0.6193510016084947, 1e-9],
    [0.999, 9990000, 10100, 0.8400162684354876, 1e-7],
  ])('at x=%d, a=%d, b=%d is %d', (x, a, b, expected, tolerance) => {
    expect(Math.abs(regularizedBeta(x, a, b) / expected - 1)).toBeLessThan(tolerance);
  });

  it('is 0 and 1 at the ends', () => {
    expect(regularizedBeta(0, 2, 3)).toBe(0);
    expect(regularizedBeta(1, 2, 3)).toBe(1);
  });
});
