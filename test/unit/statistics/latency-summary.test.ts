import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createHistogram,
  decodeHistogram,
  encodeHistogram,
  type Histogram,
} from '../../../src/statistics/histogram.js';
import {
  percentileInterval,
  PERCENTILES,
  summarizeLatency,
  whyNull,
  type Percentile,
} from '../../../src/statistics/latency-summary.js';
import { minimumSamples } from '../../../src/statistics/order-statistics.js';
import { randomStream } from '../../../src/statistics/random.js';

const NAMES = Object.keys(PERCENTILES) as Percentile[];
const microseconds = fc
  .integer({ min: 0, max: 31 })
  .chain((bits) => fc.double({ min: 0, max: 2 ** bits, noNaN: true }));

function histogramOf(values: readonly number[]): Histogram {
  const histogram = createHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** The difference as a share of what is allowed: 0.1% + 1 us. */
function error(actual: number | null, exact = Number.NaN): number {
  return Math.abs((actual ?? Number.NaN) - exact) / (0.001 * exact + 1);
}

describe('summarizeLatency', () => {
  it('agrees with the sorted sample within 0.1% + 1 us', () => {
    fc.assert(
      fc.property(fc.array(microseconds, { minLength: 1, maxLength: 5000, size: 'max' }), (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        const summary = summarizeLatency(histogramOf(values));
        const sum = values.reduce((total, value) => total + value, 0);
        expect(error(summary.min, sorted[0])).toBeLessThanOrEqual(1);
        expect(error(summary.max, sorted.at(-1))).toBeLessThanOrEqual(1);
        expect(error(summary.mean, sum / values.length)).toBeLessThanOrEqual(1);
        for (const name of NAMES.filter((percentile) => summary[percentile] !== null)) {
          const rank = Math.ceil((values.length * Math.round(PERCENTILES[name] * 1000)) / 1000);
          expect(error(summary[name], sorted[rank - 1])).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('gives a percentile from its minimum sample on, and null before', () => {
    for (const name of NAMES) {
      const enough = Array.from({ length: minimumSamples(PERCENTILES[name]) }, () => 500);
      expect(summarizeLatency(histogramOf(enough))[name]).toBe(500);
      expect(summarizeLatency(histogramOf(enough.slice(1)))[name]).toBeNull();
    }
  });

  it('of nothing is null throughout', () => {
    const nothing = {
      min: null,
      mean: null,
      p50: null,
      p90: null,
      p95: null,
      p99: null,
      p999: null,
      max: null,
    };
    expect(summarizeLatency(createHistogram())).toEqual(nothing);
  });

  it('tells a minimum of 0 from none', () => {
    expect(summarizeLatency(histogramOf([0, 0, 8]))).toMatchObject({ min: 0, max: 8 });
  });

  it('of equal samples is that sample throughout, at any size', () => {
    const summary = summarizeLatency(histogramOf(Array.from({ length: 4000 }, () => 1_234_567)));
    expect(new Set(Object.values(summary)).size).toBe(1);
    expect(error(summary.mean, 1_234_567)).toBeLessThanOrEqual(1);
  });

  it('has no bias: uniform samples of 4,096..8,191 us have their true mean', () => {
    const values = Array.from({ length: 4096 }, (_, i) => 4096 + i);
    expect(summarizeLatency(histogramOf(values)).mean).toBe(6143.5);
  });

  it('is ordered, and survives storage unchanged', () => {
    fc.assert(
      fc.property(fc.array(microseconds, { minLength: 400, maxLength: 600 }), (values) => {
        const histogram = histogramOf(values);
        const { min, p50, p90, p95, p99, max } = summarizeLatency(histogram);
        const ordered = [min, p50, p90, p95, p99, max];
        expect(ordered).toEqual([...ordered].sort((a, b) => (a ?? 0) - (b ?? 0)));
        expect(summarizeLatency(decodeHistogram(encodeHistogram(histogram)))).toEqual(
          summarizeLatency(histogram),
        );
      }),
      { numRuns: 20 },
    );
  });
});

describe('whyNull', () => {
  it('says what is missing', () => {
    expect(whyNull('p999', 368)).toBe(
      'p99.9 needs at least 3688 samples for a 95% interval, not 368: make the load longer or faster.',
    );
  });

  it('is undefined exactly where the percentile is a number', () => {
    for (const count of [0, 5, 6, 35, 36, 71, 72, 367, 368, 3687, 3688]) {
      const summary = summarizeLatency(histogramOf(Array.from({ length: count }, () => 1)));
      for (const name of NAMES) expect(whyNull(name, count) === undefined).toBe(summary[name] !== null);
    }
  });
});

describe('percentileInterval', () => {
  it('is null where the sample is too small', () => {
    expect(percentileInterval(histogramOf([1, 2, 3, 4, 5]), 0.5)).toBeNull();
    expect(percentileInterval(histogramOf([1, 2, 3, 4, 5, 6]), 0.5)).toEqual([1, 6]);
  });

  it('covers the true percentile in at least 95% of samples, and not in all', () => {
    // Exponential latencies of mean 1 ms: the true quantile is -ln(1 - q).
    const stream = randomStream(1, 'percentile coverage');
    const runs = 1000;
    for (const q of [0.5, 0.9]) {
      const truth = -1000 * Math.log(1 - q);
      let covered = 0;
      for (let run = 0; run < runs; run++) {
        const values = Array.from({ length: 100 }, () => 1000 * stream.exponential());
        const [lower, upper] = percentileInterval(histogramOf(values), q) ?? [Number.NaN, Number.NaN];
        if (lower <= truth && truth <= upper) covered++;
      }
      expect(covered / runs).toBeGreaterThan(0.94);
      expect(covered / runs).toBeLessThan(0.99);
    }
  });
});
