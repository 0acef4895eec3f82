import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createHistogram } from '../../../src/statistics/histogram.js';
import { PERCENTILES, summarizeLatency } from '../../../src/statistics/latency-summary.js';
import { minimumSamples } from '../../../src/statistics/order-statistics.js';
import { percentileCurve } from '../../../src/statistics/percentile-curve.js';

function histogramOf(values: readonly number[]) {
  const histogram = createHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

describe('percentileCurve', () => {
  it('has no point where the sample is too small for any quantile', () => {
    expect(percentileCurve(histogramOf([]))).toEqual([]);
    expect(percentileCurve(histogramOf([1, 2, 3, 4, 5]))).toEqual([]);
  });

  it('agrees with the reported percentiles, which are among its points', () => {
    const histogram = histogramOf(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 100_003));
    const curve = new Map(percentileCurve(histogram));
    const summary = summarizeLatency(histogram);
    for (const [name, quantile] of Object.entries(PERCENTILES)) {
      expect(curve.get(quantile), name).toBe(summary[name as keyof typeof PERCENTILES]);
    }
  });

  it('is spaced evenly in nines', () => {
    const curve = percentileCurve(histogramOf(Array.from({ length: 100_000 }, (_, index) => index)), 30);
    const nines = curve.map(([quantile]) => -Math.log10(1 - quantile));
    const gaps = nines.slice(1).map((at, index) => at - (nines[index] ?? 0));
    // 30 points over 4.4 nines; the reported percentiles fall between them.
    expect(Math.max(...gaps)).toBeLessThan(0.17);
    expect(curve.length).toBeLessThanOrEqual(35);
  });

  it('rises, stays within the sample, and never asks for more samples than there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5_000_000 }), { minLength: 1, maxLength: 400 }),
        (values) => {
          const histogram = histogramOf(values);
          const curve = percentileCurve(histogram);
          const { min, max } = summarizeLatency(histogram);
          for (const [index, [quantile, us]] of curve.entries()) {
            expect(minimumSamples(quantile)).toBeLessThanOrEqual(values.length);
            expect(us).toBeGreaterThanOrEqual(min ?? 0);
            expect(us).toBeLessThanOrEqual(max ?? 0);
            const [lastQuantile, lastUs] = curve[index - 1] ?? [-1, -1];
            expect(quantile).toBeGreaterThan(lastQuantile);
            expect(us).toBeGreaterThanOrEqual(lastUs);
          }
        },
      ),
    );
  });
});
