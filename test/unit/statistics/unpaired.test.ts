import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { randomStream } from '../../../src/statistics/random.js';
import { rankSumCdf } from '../../../src/statistics/rank-sum.js';
import { unpairedRatio } from '../../../src/statistics/unpaired.js';

const SIX = [212, 198, 240, 225, 201, 190];
const SEVEN = [220, 235, 258, 250, 207, 229, 251];
const values = fc.array(fc.double({ min: 0.5, max: 2000, noNaN: true }), { minLength: 1, maxLength: 9 });

describe('rankSumCdf', () => {
  it('agrees with all orders counted one by one', () => {
    // Python: every choice of 6 of 13 ranks, P(U <= 5); scipy 1.10.1: mannwhitneyu([1,2,3],[4,5,6,7], exact) / 2.
    expect(rankSumCdf(6, 7)(5)).toBeCloseTo(0.011072261072261072, 15);
    expect(rankSumCdf(3, 4)(0)).toBeCloseTo(0.05714285714285714 / 2, 15);
  });

  it('is symmetric, ascending, and ends at 1', () => {
    for (const [m, n] of [
      [1, 1],
      [4, 9],
      [10, 10],
      [30, 30],
      [31, 30],
    ] as const) {
      const cdf = rankSumCdf(m, n);
      expect(cdf(m * n)).toBeCloseTo(1, 3);
      expect(cdf(-1)).toBeLessThan(1e-6);
      for (let u = 0; u < m * n; u += 7) {
        expect(cdf(u) + cdf(m * n - u - 1)).toBeCloseTo(1, 9);
        expect(cdf(u + 1)).toBeGreaterThanOrEqual(cdf(u));
      }
    }
  });
});

describe('unpairedRatio', () => {
  it('is the Hodges-Lehmann shift with the Mann-Whitney interval', () => {
    // Python: median and 7th differences from both ends of the 42 differences of logarithms.
    const { ratio, ci95, method } = unpairedRatio(SIX, SEVEN);
    expect(method).toBe('rank-sum');
    expect(ratio).toBeCloseTo(1.1133311155444752, 12);
    expect(ci95?.[0]).toBeCloseTo(0.9791666666666669, 12);
    expect(ci95?.[1]).toBeCloseTo(1.262626262626262, 12);
  });

  it('of 3 and 3 is the geometric ratio with Welch its interval', () => {
    // numpy and scipy 1.10.1: Welch-Satterthwaite degrees of freedom, t.ppf(0.975).
    const { ratio, ci95, method } = unpairedRatio([100, 110, 95], [120, 131, 118]);
    expect(method).toBe('welch-t');
    expect(ratio).toBeCloseTo(1.210800949498244, 12);
    expect(ci95?.[0]).toBeCloseTo(1.038057877364809, 9);
    expect(ci95?.[1]).toBeCloseTo(1.4122901730946864, 9);
  });

  it('of fewer has no interval, and of equal values one of no width', () => {
    expect(unpairedRatio([1, 1], [2, 2, 2])).toEqual({
      ratio: expect.closeTo(2, 12),
      ci95: null,
      method: 'none',
    });
    expect(unpairedRatio([5, 5, 5], [5, 5, 5])).toMatchObject({ ratio: 1, ci95: [1, 1] });
    expect(() => unpairedRatio([0], [1])).toThrow('got 0');
  });

  it('turns over when the samples are swapped, and scales', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const one = unpairedRatio(a, b);
        const swapped = unpairedRatio(b, a);
        const scaled = unpairedRatio(
          a.map((value) => value * 8),
          b.map((value) => value * 4),
        );
        expect(swapped.ratio).toBeCloseTo(1 / one.ratio, 6);
        expect(Math.log(scaled.ratio)).toBeCloseTo(Math.log(one.ratio / 2), 9);
        if (one.ci95) {
          expect(one.ci95[0]).toBeLessThanOrEqual(one.ratio * (1 + 1e-12));
          expect(one.ci95[1]).toBeGreaterThanOrEqual(one.ratio * (1 - 1e-12));
        }
      }),
    );
  });

  it.each([3, 5, 12])('covers the true ratio of %i lognormal repeats a side', (n) => {
    const stream = randomStream(3, 'unpaired', n);
    const draw = (scale: number): number[] =>
      Array.from({ length: n }, () => scale * Math.exp(0.1 * stream.normal()));
    let covered = 0;
    for (let sample = 0; sample < 1000; sample++) {
      const { ci95 } = unpairedRatio(draw(100), draw(120));
      if (ci95 && ci95[0] <= 1.2 && 1.2 <= ci95[1]) covered++;
    }
    expect(covered).toBeGreaterThan(930);
    expect(covered).toBeLessThan(995);
  });
});
