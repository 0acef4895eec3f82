import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialCdf } from '../../../src/statistics/binomial.js';
import { intervalRanks, minimumSamples, nearestRank } from '../../../src/statistics/order-statistics.js';

describe('minimumSamples', () => {
  it.each([
    [0.5, 6],
    [0.9, 36],
    [0.95, 72],
    [0.99, 368],
    [0.999, 3688],
    [0.1, 36],
  ])('of the quantile %d is %d', (q, expected) => {
    expect(minimumSamples(q)).toBe(expected);
    expect(intervalRanks(expected, q)).not.toBeNull();
    expect(intervalRanks(expected - 1, q)).toBeNull();
  });

  it.each([0, 1, 50, Number.NaN])('refuses the quantile %d', (q) => {
    expect(() => minimumSamples(q)).toThrow(RangeError);
  });
});

describe('intervalRanks', () => {
  it('gives the published ranks', () => {
    // Median of 20: 6th and 15th (Conover, Practical Nonparametric Statistics); 6 samples: all of them.
    expect(intervalRanks(20, 0.5)).toEqual([6, 15]);
    expect(intervalRanks(6, 0.5)).toEqual([1, 6]);
    // scipy 1.10.1: stats.binom.ppf(0.025, 100, 0.9) = 84, ppf(0.975) + 1 = 96.
    expect(intervalRanks(100, 0.9)).toEqual([84, 96]);
  });

  it('leaves out at most 2.5% on each side, and could not be narrower', () => {
    const quantiles = fc.constantFrom(0.1, 0.5, 0.9, 0.95, 0.99);
    fc.assert(
      fc.property(quantiles, fc.nat(3000), (q, extra) => {
        const n = minimumSamples(q) + extra;
        const [lower, upper] = intervalRanks(n, q) ?? [Number.NaN, Number.NaN];
        expect(lower).toBeGreaterThanOrEqual(1);
        expect(upper).toBeLessThanOrEqual(n);
        expect(binomialCdf(lower - 1, n, q)).toBeLessThanOrEqual(0.025);
        expect(binomialCdf(lower, n, q)).toBeGreaterThan(0.025);
        expect(1 - binomialCdf(upper - 1, n, q)).toBeLessThanOrEqual(0.025 + 1e-12);
        expect(1 - binomialCdf(upper - 2, n, q)).toBeGreaterThan(0.025 - 1e-12);
      }),
    );
  });
});

describe('nearestRank', () => {
  it('agrees with whole-number arithmetic, whatever the rounding of the quantile', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (thousandths, n) => {
          const exact = (BigInt(thousandths) * BigInt(n) + 999n) / 1000n;
          expect(nearestRank(n, thousandths / 1000)).toBe(Number(exact));
        },
      ),
      {
        examples: [
          [70, 100],
          [950, 20],
          [999, 1000],
          [1, 1],
        ],
      },
    );
  });
});
