import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pair } from '../../../src/statistics/log-ratios.js';
import { oneSidedPValue, pairedRatio } from '../../../src/statistics/paired.js';
import { randomStream } from '../../../src/statistics/random.js';

const zip = (base: readonly number[], other: readonly number[]): Pair[] =>
  base.map((value, i) => ({ base: value, other: other[i] ?? Number.NaN }));

const FOUR = zip([100, 110, 95, 102], [108, 121, 99, 115]);
const EIGHT = zip([212, 198, 240, 225, 201, 190, 230, 215], [220, 215, 238, 250, 207, 199, 251, 214]);

const positive = fc.double({ min: 0.5, max: 2000, noNaN: true });
const pairLists = fc.array(fc.record({ base: positive, other: positive }), { minLength: 3, maxLength: 14 });

describe('pairedRatio', () => {
  it('of 8 pairs is the Hodges-Lehmann ratio with its signed-rank interval', () => {
    // numpy: all 36 averages of log ratios, critical counts from all 2^8 signs; P from scipy 1.10.1, stats.wilcoxon.
    const result = pairedRatio(EIGHT);
    expect(result).toMatchObject({ method: 'signed-rank', pairs: 8, pValue: 0.0390625 });
    expect(result.ratio).toBeCloseTo(1.0449519278937427, 12);
    expect(result.ci95?.[0]).toBeCloseTo(1.010578377324796, 12);
    expect(result.ci95?.[1]).toBeCloseTo(1.0913043478260869, 12);
    expect(result.lower95).toBeCloseTo(1.0144397716545155, 12);
    expect(result.upper95).toBeCloseTo(1.0858585858585859, 12);
  });

  it('widens for the looks that were planned, so that none of them misleads', () => {
    // 4 looks: 2^-8 = 0.0039 fits into a tail of 0.025 / 4 = 0.00625, 2^-7 does not.
    const four = pairedRatio(EIGHT, 4);
    expect(four.method).toBe('signed-rank');
    expect(pairedRatio(EIGHT.slice(1), 4).method).toBe('paired-t');
    expect(pairedRatio(EIGHT.slice(1)).method).toBe('signed-rank');
    expect(four.pValue).toBeCloseTo(4 * 0.0390625, 12);
    const once = pairedRatio(EIGHT);
    expect(four.ratio).toBe(once.ratio);
    expect(four.ci95?.[0]).toBeLessThan(once.ci95?.[0] ?? 0);
    expect(four.ci95?.[1]).toBeGreaterThan(once.ci95?.[1] ?? Infinity);
  });

  it('of 4 pairs is the geometric mean with the paired t interval', () => {
    // scipy 1.10.1: ttest_1samp(log(other / base), 0), and exp(mean +- t * se).
    const result = pairedRatio(FOUR);
    expect(result).toMatchObject({ method: 'paired-t', pairs: 4 });
    expect(result.pValue).toBeCloseTo(0.0151460452238837, 12);
    expect(result.ratio).toBeCloseTo(1.0869421356379407, 12);
    expect(result.ci95?.[0]).toBeCloseTo(1.0310901084134725, 10);
    expect(result.ci95?.[1]).toBeCloseTo(1.1458195521272547, 10);
    expect(result.lower95).toBeCloseTo(1.0453579461570766, 10);
    expect(result.upper95).toBeCloseTo(1.1301805382246004, 10);
  });

  it('of 1 or 2 pairs is a ratio without a verdict', () => {
    const none = { ci95: null, lower95: null, upper95: null, method: 'none', pValue: null };
    expect(pairedRatio([{ base: 2, other: 3 }])).toEqual({
      ...none,
      ratio: expect.closeTo(1.5, 12),
      pairs: 1,
    });
    expect(pairedRatio(zip([1, 1], [2, 8]))).toEqual({ ...none, ratio: expect.closeTo(4, 12), pairs: 2 });
  });

  it('refuses no pairs, and pairs without a ratio', () => {
    expect(() => pairedRatio([])).toThrow(RangeError);
    expect(() => pairedRatio([...EIGHT, { base: 0, other: 1 }])).toThrow('pair 9 of 9: base is 0');
  });

  it('takes pairs that all agree at their word', () => {
    for (const pairs of [3, 6]) {
      const equal = pairedRatio(Array.from({ length: pairs }, () => ({ base: 300, other: 300 })));
      expect(equal).toMatchObject({ ratio: 1, ci95: [1, 1], pValue: 1 });
      const double = pairedRatio(Array.from({ length: pairs }, () => ({ base: 300, other: 600 })));
      expect(double.ci95?.[0]).toBeCloseTo(2, 12);
      expect(double.pValue).toBeLessThan(0.05);
    }
  });

  it('contains its estimate, within one-sided bounds that are no wider', () => {
    fc.assert(
      fc.property(pairLists, (pairs) => {
        const { ratio, ci95, lower95, upper95 } = pairedRatio(pairs);
        const bounds = [ci95?.[0], lower95, ratio, upper95, ci95?.[1]].map((bound) => bound ?? Number.NaN);
        for (const [i, bound] of bounds.slice(1).entries()) {
          expect(bound).toBeGreaterThanOrEqual((bounds[i] ?? Number.NaN) * (1 - 1e-12));
        }
      }),
    );
  });

  it('turns over when base and other are swapped', () => {
    fc.assert(
      fc.property(pairLists, (pairs) => {
        const one = pairedRatio(pairs);
        const two = pairedRatio(pairs.map(({ base, other }) => ({ base: other, other: base })));
        expect(two.ratio * one.ratio).toBeCloseTo(1, 10);
        expect((two.ci95?.[0] ?? 0) * (one.ci95?.[1] ?? 0)).toBeCloseTo(1, 10);
        expect((two.ci95?.[1] ?? 0) * (one.ci95?.[0] ?? 0)).toBeCloseTo(1, 10);
        expect(two.pValue).toBeCloseTo(one.pValue ?? Number.NaN, 10);
      }),
    );
  });

  it('does not depend on the unit, nor on the speed of a block', () => {
    fc.assert(
      fc.property(pairLists, fc.array(positive, { minLength: 14, maxLength: 14 }), (pairs, factors) => {
        const scaled = pairs.map(({ base, other }, i) => ({
          base: base * (factors[i] ?? 1),
          other: other * (factors[i] ?? 1),
        }));
        const [one, two] = [pairedRatio(pairs), pairedRatio(scaled)];
        expect(two.ratio / one.ratio).toBeCloseTo(1, 10);
        expect((two.ci95?.[0] ?? 0) / (one.ci95?.[0] ?? 0)).toBeCloseTo(1, 8);
        expect((two.ci95?.[1] ?? 0) / (one.ci95?.[1] ?? 0)).toBeCloseTo(1, 8);
      }),
    );
  });

  it.each([
    // [pairs, smallest and largest plausible coverage of 2,000 simulated comparisons]
    [4, 0.935, 0.965],
    [6, 0.955, 0.98], // 96.9% by theory
    [12, 0.94, 0.97],
    [60, 0.935, 0.965],
  ])('covers the true ratio with %d lognormal pairs', (count, least, most) => {
    const stream = randomStream(1, 'coverage', count);
    const truth = 1.2;
    const runs = 2000;
    let covered = 0;
    let below = 0;
    for (let run = 0; run < runs; run++) {
      const pairs = Array.from({ length: count }, () => {
        const block = 500 * Math.exp(0.5 * stream.normal());
        return {
          base: block * Math.exp(0.1 * stream.normal()),
          other: truth * block * Math.exp(0.1 * stream.normal()),
        };
      });
      const { ci95, upper95 } = pairedRatio(pairs);
      if ((ci95?.[0] ?? Number.NaN) <= truth && truth <= (ci95?.[1] ?? Number.NaN)) covered++;
      if (truth <= (upper95 ?? Number.NaN)) below++;
    }
    expect(covered / runs).toBeGreaterThan(least);
    expect(covered / runs).toBeLessThan(most);
    expect(below / runs).toBeGreaterThan(0.935);
    expect(below / runs).toBeLessThan(0.98);
  });
});

describe('oneSidedPValue', () => {
  it('agrees with scipy', () => {
    // scipy 1.10.1: wilcoxon(log(other / base), alternative='greater');
    // ttest_1samp(log(other / base) - log(1.03), 0, alternative='greater').
    expect(oneSidedPValue(EIGHT, 'above')).toBe(0.01953125);
    expect(oneSidedPValue(FOUR, 'above', 1.03)).toBeCloseTo(0.023812115667753327, 12);
    expect(oneSidedPValue(FOUR, 'below', 1.03)).toBeCloseTo(1 - 0.023812115667753327, 12);
  });

  it('is at most 0.05, over all looks, exactly where the bound is beyond the threshold', () => {
    const thresholds = fc.double({ min: 0.2, max: 5, noNaN: true });
    const looks = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(pairLists, thresholds, looks, (pairs, threshold, count) => {
        const { lower95, upper95 } = pairedRatio(pairs, count);
        const isAt = (side: 'above' | 'below'): boolean =>
          count * (oneSidedPValue(pairs, side, threshold, count) ?? 1) <= 0.05;
        expect(isAt('above')).toBe((lower95 ?? Number.NaN) > threshold);
        expect(isAt('below')).toBe((upper95 ?? Number.NaN) < threshold);
      }),
    );
  });

  it('is null below 3 pairs, and refuses a threshold that is no ratio', () => {
    expect(oneSidedPValue(FOUR.slice(0, 2), 'above')).toBeNull();
    expect(() => oneSidedPValue(FOUR, 'above', 0)).toThrow(RangeError);
  });
});
