import * as fc from 'fast-check';
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import {
  createHistogram,
  decodeHistogram,
  encodeHistogram,
  filledBuckets,
  HIGHEST_US,
  mergeHistograms,
  type Digits,
  type Histogram,
} from '../../../src/statistics/histogram.js';

/** Microseconds over the whole range, small ones as often as large ones. */
const latencies = fc.array(
  fc.integer({ min: 0, max: 31 }).chain((bits) => fc.integer({ min: 0, max: 2 ** bits })),
);

function histogramOf(values: readonly number[], digits: Digits = 3): Histogram {
  const histogram = createHistogram(digits);
  for (const value of values) histogram.record(value);
  return histogram;
}

/** [centre, samples] of the buckets that are not empty. */
const filled = (histogram: Histogram): [number, number][] =>
  filledBuckets(histogram).map(({ us, samples }) => [us, samples]);

describe('record', () => {
  it('is exact up to 2,047 us, and within 0.05% above', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: HIGHEST_US }), (us) => {
        const [[centre] = [Number.NaN]] = filled(histogramOf([us]));
        expect(Math.abs(centre - us)).toBeLessThanOrEqual(us < 2048 ? 0 : 0.0005 * us);
      }),
      {
        examples: [[0], [1], [2047], [2048], [2049], [4095], [4096], [2 ** 31], [2 ** 31 - 1], [HIGHEST_US]],
      },
    );
  });

  it('is exact up to 255 us with 2 digits, and within 0.4% above', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: HIGHEST_US }), (us) => {
        const [[centre] = [Number.NaN]] = filled(histogramOf([us], 2));
        expect(Math.abs(centre - us)).toBeLessThanOrEqual(us < 256 ? 0 : 0.004 * us);
      }),
      { examples: [[0], [255], [256], [257], [511], [512], [2 ** 31], [2 ** 31 - 1], [HIGHEST_US]] },
    );
    expect(histogramOf([], 2).counts.length).toBeLessThan(3500);
  });

  it('never puts a larger value below a smaller one', () => {
    let last = -1;
    for (let bits = 2; bits < 32; bits++) {
      for (const us of [2 ** bits - 1, 2 ** bits, 2 ** bits + 1]) {
        if (us > HIGHEST_US) continue;
        const [[centre] = [Number.NaN]] = filled(histogramOf([us]));
        expect(centre).toBeGreaterThanOrEqual(last);
        last = centre;
      }
    }
  });

  it('rounds to whole microseconds', () => {
    expect(filled(histogramOf([0.4, 0.6, 1.5, 99.49]))).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [99, 1],
    ]);
  });

  it('never throws: below 0 counts as 0; above an hour, and NaN, as an hour', () => {
    const [[lowest, low] = [], [highest, high] = [], ...rest] = filled(
      histogramOf([-1, -Infinity, -0, HIGHEST_US + 1, 1e300, Infinity, Number.NaN]),
    );
    expect([lowest, low, high, rest]).toEqual([0, 3, 4, []]);
    expect(Math.abs((highest ?? 0) / HIGHEST_US - 1)).toBeLessThan(0.0005);
  });

  it('counts', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        expect(histogramOf(values).count).toBe(values.length);
      }),
    );
  });
});

describe('mergeHistograms', () => {
  it('refuses buckets that do not match', () => {
    expect(() => mergeHistograms([histogramOf([1], 2), histogramOf([1], 3)])).toThrow(RangeError);
  });

  it('equals recording everything into one', () => {
    fc.assert(
      fc.property(fc.array(latencies), (groups) => {
        const merged = mergeHistograms(groups.map((group) => histogramOf(group)));
        const all = histogramOf(groups.flat());
        expect(merged.count).toBe(all.count);
        expect(filled(merged)).toEqual(filled(all));
      }),
    );
  });

  it('leaves its arguments alone', () => {
    const first = histogramOf([1, 2]);
    mergeHistograms([first, histogramOf([3])]).record(4);
    expect(first.count).toBe(2);
    expect(filled(first)).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  it('counts beyond 32 bits, and stores what it counted', () => {
    let doubled = histogramOf([7]);
    for (let i = 0; i < 40; i++) doubled = mergeHistograms([doubled, doubled]);
    expect(filled(doubled)).toEqual([[7, 2 ** 40]]);
    expect(filled(decodeHistogram(encodeHistogram(doubled)))).toEqual([[7, 2 ** 40]]);
  });
});

describe('encodeHistogram and decodeHistogram', () => {
  it('lose no bucket', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const histogram = histogramOf(values);
        const read = decodeHistogram(encodeHistogram(histogram));
        expect(read.count).toBe(values.length);
        expect(filled(read)).toEqual(filled(histogram));
      }),
      { examples: [[[]], [[0]], [[HIGHEST_US]], [[0, HIGHEST_US]]] },
    );
  });

  it('write what the HdrHistogram library reads, bucket for bucket', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: HIGHEST_US }), { minLength: 1 }), (values) => {
        const theirs = build({ bitBucketSize: 64, autoResize: false, highestTrackableValue: HIGHEST_US });
        for (const value of values) theirs.recordValue(value);
        const read = decodeFromCompressedBase64(encodeHistogram(histogramOf(values)), 64);
        expect(read.totalCount).toBe(values.length);
        for (const p of [0, 50, 99, 100]) {
          expect(read.getValueAtPercentile(p)).toBe(theirs.getValueAtPercentile(p));
        }
      }),
    );
  });

  it('read histograms of another range and resolution', () => {
    const theirs = build({ numberOfSignificantValueDigits: 2 });
    for (const value of [5, 1000, 70_000, 1e13]) theirs.recordValue(value);
    const read = filled(decodeHistogram(encodeIntoCompressedBase64(theirs)));
    for (const [index, expected] of [5, 1000, 70_000, HIGHEST_US].entries()) {
      const [centre, samples] = read[index] ?? [];
      expect(samples).toBe(1);
      expect(Math.abs((centre ?? 0) / expected - 1)).toBeLessThan(0.004);
    }
  });

  it.each(['', 'not base64!', 'AAAA', 'HISTFAAAACB4nJNpmSzMwMDAxAABzFCaEUoz2X'])('refuse %j', (text) => {
    expect(() => decodeHistogram(text)).toThrow(TypeError);
  });
});
