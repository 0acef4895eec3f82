import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialCdf, binomialQuantile } from '../../../src/statistics/binomial.js';

/** P(X <= k) by adding up the probabilities, each from the one before. */
function summed(k: number, n: number, q: number): number {
  let probability = (1 - q) ** n;
  let sum = probability;
  for (let i = 1; i <= k; i++) {
    probability *= ((n - i + 1) / i) * (q / (1 - q));
    sum += probability;
  }
  return sum;
}

describe('binomialCdf', () => {
  it('equals the sum of the probabilities', () => {
    const cases = fc.tuple(
      fc.integer({ min: 1, max: 200 }),
      fc.nat(200),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    );
    fc.assert(
      fc.property(cases, ([n, k, q]) => {
        expect(binomialCdf(k, n, q)).toBeCloseTo(summed(Math.min(k, n), n, q), 10);
      }),
    );
  });

  it('is 0 below 0 successes and 1 from n on', () => {
    expect(binomialCdf(-1, 5, 0.3)).toBe(0);
    expect(binomialCdf(5, 5, 0.3)).toBe(1);
  });
});

describe('binomialQuantile', () => {
  // scipy 1.10.1, stats.binom.ppf
  it.each([
    [0.025, 20, 0.5, 6],
    [0.975, 20, 0.5, 14],
    [0.025, 100, 0.9, 84],
    [0.975, 100, 0.9, 95],
    [0.025, 1000, 0.99, 983],
    [0.975, 1000, 0.99, 996],
    [0.025, 1_000_000, 0.999, 998_938],
    [0.975, 1_000_000, 0.999, 999_061],
  ])('at p=%d of %d trials at %d is %d', (p, n, q, expected) => {
    expect(binomialQuantile(p, n, q)).toBe(expected);
  });
});
