import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm } from '../../../src/statistics/multiple.js';
import { oneSidedPValue, pairedRatio } from '../../../src/statistics/paired.js';

const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });

/** Adjusted P value of one metric that is higher in every pair, among 29 that do not differ. */
const smallest = (pairs: number, sides: 1 | 2): number => {
  const changed = Array.from({ length: pairs }, (_, i) => ({ base: 100, other: 150 + i }));
  const p = sides === 2 ? pairedRatio(changed).pValue : oneSidedPValue(changed, 'above');
  return holm([p ?? 1, ...Array.from({ length: 29 }, () => 1)])[0] ?? Number.NaN;
};

describe('holm', () => {
  it('adjusts the textbook examples', () => {
    // Wikipedia, Holm-Bonferroni method: 0.01, 0.04, 0.03, 0.005 -> 0.03, 0.06, 0.06, 0.02.
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.02])).toEqual([0.02]);
    expect(holm([])).toEqual([]);
  });

  it('never falls below the P value nor above Bonferroni, and keeps their order', () => {
    fc.assert(
      fc.property(probabilities, (pValues) => {
        const adjusted = holm(pValues);
        for (const [i, p] of pValues.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p * pValues.length));
          const ofLarger = adjusted.filter((_, j) => (pValues[j] ?? Number.NaN) >= p);
          expect(adjusted[i]).toBe(Math.min(...ofLarger));
        }
      }),
    );
  });

  it('does not depend on the order given', () => {
    fc.assert(
      fc.property(probabilities, (pValues) => {
        expect(holm(pValues.toReversed())).toEqual(holm(pValues).toReversed());
      }),
    );
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses %d', (p) => {
    expect(() => holm([0.5, p])).toThrow(RangeError);
  });

  it('needs 11 pairs to find one of 30 metrics different, and 10 to find it worse', () => {
    expect([smallest(10, 2) <= 0.05, smallest(11, 2) <= 0.05]).toEqual([false, true]);
    expect([smallest(9, 1) <= 0.05, smallest(10, 1) <= 0.05]).toEqual([false, true]);
  });
});
