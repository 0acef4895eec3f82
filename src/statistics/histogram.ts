import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, JsHistogram } from 'hdr-histogram-js';

/** Longest latency told apart: one hour, in microseconds. */
export const HIGHEST_US = 3_600_000_000;

/** Significant digits that are told apart. */
export type Digits = 2 | 3;

/**
 * Counts of microseconds with 3 significant digits, in the buckets of HdrHistogram (G. Tene): exact up to 2,047 us,
 * within 0.05% above. A fixed 190 kB, so recording never allocates. With 2 digits, for many small ones: exact up to
 * 255 us, within 0.4% above, 27 kB.
 */
export interface Histogram {
  readonly digits: Digits;
  readonly count: number;
  /**
   * Rounds to whole microseconds. Never throws, because it runs once a request: what is below 0 counts as 0, what
   * is above an hour as an hour, and so does NaN (a lost clock reading must not flatter).
   */
  record(us: number): void;
  /** Samples in each bucket; only `record` writes. */
  readonly counts: Readonly<ArrayLike<number>>;
}

/**
 * A magnitude has 2^11 sub-buckets for 3 digits, of which all magnitudes but the first use the upper half, since
 * 2^11 > 2 * 10^3; for 2 digits 2^8 > 2 * 10^2. These are the bits of half of them.
 */
const HALF_BITS = { 2: 7, 3: 10 } as const satisfies Record<Digits, number>;

function bucketOf(us: number, halfBits: number): number {
  const magnitude = us < 2 << halfBits ? 0 : 31 - halfBits - Math.clz32(us);
  return (magnitude << halfBits) + (us >>> magnitude);
}

function magnitudeOf(bucket: number, halfBits: number): number {
  return bucket < 2 << halfBits ? 0 : (bucket >> halfBits) - 1;
}

function lowestOf(bucket: number, halfBits: number): number {
  const half = 1 << halfBits;
  return bucket < 2 * half ? bucket : (half + (bucket & (half - 1))) * 2 ** magnitudeOf(bucket, halfBits);
}

/**
 * Ours, because the library takes 50 to 110 ns to record a value (a logarithm, a power), and this 5. The library
 * still reads and writes the exchange format.
 */
class MicrosecondHistogram implements Histogram {
  readonly counts: Float64Array;
  count = 0;
  readonly #halfBits: number;

  constructor(readonly digits: Digits) {
    this.#halfBits = HALF_BITS[digits];
    this.counts = new Float64Array(bucketOf(HIGHEST_US, this.#halfBits) + 1);
  }

  record(us: number): void {
    const whole = us < HIGHEST_US ? (us > 0 ? Math.round(us) : 0) : HIGHEST_US;
    this.add(bucketOf(whole, this.#halfBits), 1);
  }

  add(bucket: number, samples: number): void {
    this.counts[bucket] = (this.counts[bucket] ?? 0) + samples;
    this.count += samples;
  }
}

/** @returns an empty histogram. */
export function createHistogram(digits: Digits = 3): Histogram {
  return new MicrosecondHistogram(digits);
}

/** @returns a new histogram that holds every sample of all of them: the merge is exact. @throws RangeError unless all are alike. */
export function mergeHistograms(histograms: readonly Histogram[]): Histogram {
  const merged = new MicrosecondHistogram(histograms[0]?.digits ?? 3);
  for (const { counts, digits } of histograms) {
    if (digits !== merged.digits)
      throw new RangeError('histograms of different digits have different buckets');
    for (let bucket = 0; bucket < counts.length; bucket++) {
      const samples = counts[bucket] ?? 0;
      if (samples > 0) merged.add(bucket, samples);
    }
  }
  return merged;
}

/** The samples of one bucket, all taken to lie at `us`: the middle of the whole microseconds that share it. */
export interface FilledBucket {
  readonly us: number;
  readonly samples: number;
}

/** @returns the buckets that hold samples, in ascending order: all that any statistic needs. */
export function filledBuckets({ counts, digits }: Histogram): FilledBucket[] {
  const buckets: FilledBucket[] = [];
  const halfBits = HALF_BITS[digits];
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const samples = counts[bucket] ?? 0;
    if (samples === 0) continue;
    const centre = lowestOf(bucket, halfBits) + (2 ** magnitudeOf(bucket, halfBits) - 1) / 2;
    buckets.push({ us: centre, samples });
  }
  return buckets;
}

/** @returns HdrHistogram V2, compressed, base64: other tools read it too. No bucket is lost, only exact extremes. */
export function encodeHistogram(histogram: Histogram): string {
  const hdr = build({ bitBucketSize: 64, autoResize: false, highestTrackableValue: HIGHEST_US });
  for (let bucket = 0; bucket < histogram.counts.length; bucket++) {
    const samples = histogram.counts[bucket] ?? 0;
    if (samples > 0) hdr.recordValueWithCount(lowestOf(bucket, HALF_BITS[histogram.digits]), samples);
  }
  return encodeIntoCompressedBase64(hdr);
}

/**
 * The reverse of `encodeHistogram`; also reads histograms of microseconds from other tools, whatever their range.
 * @throws TypeError where the text is not an HdrHistogram V2.
 */
export function decodeHistogram(text: string): Histogram {
  const hdr = decodeLibraryHistogram(text);
  const histogram = new MicrosecondHistogram(3);
  for (let index = 0; index < hdr.countsArrayLength; index++) {
    const samples = hdr.getCountAtIndex(index);
    if (samples === 0) continue;
    const us = hdr.medianEquivalentValue(hdr.valueFromIndex(index));
    histogram.add(bucketOf(Math.min(us, HIGHEST_US), HALF_BITS[3]), samples);
  }
  return histogram;
}

function decodeLibraryHistogram(text: string): JsHistogram {
  try {
    const hdr = decodeFromCompressedBase64(text, 64);
    if (hdr instanceof JsHistogram) return hdr;
  } catch (cause) {
    throw new TypeError('the text is not an HdrHistogram (V2, compressed, base64)', { cause });
  }
  throw new TypeError('the HdrHistogram library returned an unknown kind of histogram');
}
