import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hodgesLehmann,
  signedRankCdf,
  signedRankInterval,
  signedRankPValues,
  walshAverages,
} from '../../../src/statistics/signed-rank.js';

/** Hamilton depression scale before and after a tranquilizer, 9 patients (Hollander and Wolfe, table 3.1). */
const BEFORE = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
const DIFFERENCES = BEFORE.map((before, i) => before - (AFTER[i] ?? Number.NaN));

const samples = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 6, maxLength: 20 });

describe('signedRankCdf', () => {
  it('equals the enumeration of all signs', () => {
    for (const n of [1, 5, 9]) {
      const cdf = signedRankCdf(n);
      const sums = Array.from({ length: 2 ** n }, (_, signs) =>
        Array.from({ length: n }, (__, i) => ((signs >> i) & 1) * (i + 1)).reduce((a, b) => a + b, 0),
      );
      for (let w = -1; w <= (n * (n + 1)) / 2 + 1; w++) {
        expect(cdf(w)).toBeCloseTo(sums.filter((sum) => sum <= w).length / 2 ** n, 14);
      }
    }
  });

  it('has the tabled tail of 20 pairs', () => {
    // Critical value 52 at 0.05 two-sided; 2^20 signs enumerated: P(W <= 52) = 0.0242205, P(W <= 53) = 0.0265846.
    expect(signedRankCdf(20)(52)).toBeCloseTo(0.02422046661376953, 14);
    expect(signedRankCdf(20)(53)).toBeCloseTo(0.026584625244140625, 14);
  });

  it('goes over to a normal approximation that errs a little to the safe side', () => {
    // Exact distribution for 51 by an independent convolution: P(W <= 453) = 0.024485, P(W <= 454) = 0.025043.
    expect(signedRankCdf(51)(453) - 0.024485).toBeGreaterThan(0);
    expect(signedRankCdf(51)(453) - 0.024485).toBeLessThan(0.0003);
    expect(signedRankCdf(51)(454) - 0.025043).toBeGreaterThan(0);
    expect(signedRankCdf(51)(454) - 0.025043).toBeLessThan(0.0003);
  });
});

describe('the depression data', () => {
  it('has the published P value', () => {
    // R: wilcox.test(x, y, paired = TRUE, alternative = "greater"): V = 40, p-value = 0.01953.
    expect(signedRankPValues(DIFFERENCES).above).toBe(0.01953125);
    expect(signedRankPValues(DIFFERENCES).below).toBeCloseTo(1 - signedRankCdf(9)(4), 14);
  });

  it('has the published estimate and interval', () => {
    // Hollander and Wolfe, examples 3.3 and 3.4: 0.46, and (0.010, 0.786) at 96.1%.
    expect(hodgesLehmann(DIFFERENCES)).toBeCloseTo(0.46, 12);
    const [lower, upper] = signedRankInterval(DIFFERENCES, 0.025) ?? [];
    expect(lower).toBeCloseTo(0.01, 12);
    expect(upper).toBeCloseTo(0.786, 12);
    // One-sided 95%, from all 2^9 signs and 45 averages by an independent program.
    const [oneSidedLower, oneSidedUpper] = signedRankInterval(DIFFERENCES, 0.05) ?? [];
    expect(oneSidedLower).toBeCloseTo(0.175, 12);
    expect(oneSidedUpper).toBeCloseTo(0.726, 12);
  });
});

describe('walshAverages', () => {
  it('are the means of all pairs, sorted, each value with itself too', () => {
    expect([...walshAverages([5, 1, 2])]).toEqual([1, 1.5, 2, 3, 3.5, 5]);
  });
});

describe('signedRankInterval', () => {
  it('needs 6 values at 2.5% on each side, and 5 at 5%', () => {
    expect(signedRankInterval([1, 2, 3, 4, 5], 0.025)).toBeNull();
    expect(signedRankInterval([1, 2, 3, 4, 5, 6], 0.025)).toEqual([1, 6]);
    expect(signedRankInterval([1, 2, 3, 4], 0.05)).toBeNull();
    expect(signedRankInterval([1, 2, 3, 4, 5], 0.05)).toEqual([1, 5]);
  });

  it('contains the estimate, moves with the data and mirrors with its sign', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: -100, max: 100 }), (values, shift) => {
        const [lower, upper] = signedRankInterval(values, 0.025) ?? [Number.NaN, Number.NaN];
        const estimate = hodgesLehmann(values);
        expect(lower).toBeLessThanOrEqual(estimate);
        expect(estimate).toBeLessThanOrEqual(upper);
        expect(
          signedRankInterval(
            values.map((v) => v + shift),
            0.025,
          ),
        ).toEqual([lower + shift, upper + shift]);
        expect(
          signedRankInterval(
            values.map((v) => 0 - v),
            0.025,
          ),
        ).toEqual([0 - upper, 0 - lower]);
      }),
    );
  });
});

describe('signedRankPValues', () => {
  it('are at most the tail exactly where the interval excludes the centre, ties and zeros included', () => {
    const tied = fc.array(fc.integer({ min: -3, max: 6 }), { minLength: 6, maxLength: 14 });
    fc.assert(
      fc.property(
        tied,
        fc.integer({ min: -2, max: 2 }),
        fc.constantFrom(0.025, 0.05),
        (values, centre, tail) => {
          const [lower, upper] = signedRankInterval(values, tail) ?? [Number.NaN, Number.NaN];
          const { above, below } = signedRankPValues(values, centre);
          expect(above <= tail).toBe(lower > centre);
          expect(below <= tail).toBe(upper < centre);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of nothing but zeros is 1', () => {
    expect(signedRankPValues([0, 0, 0, 0, 0, 0])).toEqual({ above: 1, below: 1 });
  });

  it('agree with the continuity-corrected normal approximation for 60 values', () => {
    // scipy 1.10.1: wilcoxon([0.1 * sin(1.7 i) + 0.02 for i in 0..59], correction=True, mode='approx'):
    // statistic 630, two-sided P = 0.03622649417878663.
    const values = Array.from({ length: 60 }, (_, i) => 0.1 * Math.sin(1.7 * i) + 0.02);
    expect(2 * signedRankPValues(values).above).toBeCloseTo(0.03622649417878663, 12);
  });
});
