import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, JsHistogram } from 'hdr-histogram-js';

/** Longest latency told apart: one hour, in microseconds. */
export const HIGHEST_US = 3_600_000_000;

/**
 * Counts of microseconds with 3 significant digits, in the buckets of HdrHistogram (G. Tene): exact up to 2,047 us,
 * within 0.05% above. A fixed 190 kB, so recording never allocates.
 */
export interface Histogram {
  readonly count: number;
  /**
   * Rounds to whole microseconds. Never throws, because it runs once a request: what is below 0 counts as 0, what
   * is above an hour as an hour, and so does NaN (a lost clock reading must not flatter).
   */
  record(us: number): void;
  /** Samples in each bucket; only `record` writes. */
  readonly counts: Readonly<ArrayLike<number>>;
}

/** 2^11 sub-buckets, of which every magnitude but the first uses the upper half: 2^11 > 2 * 10^3 gives 3 digits. */
const HALF_BITS = 10;
const HALF = 1 << HALF_BITS;
const SUB_BUCKETS = 2 * HALF;

function bucketOf(us: number): number {
  const magnitude = us < SUB_BUCKETS ? 0 : 31 - HALF_BITS - Math.clz32(us);
  return (magnitude << HALF_BITS) + (us >>> magnitude);
}

function magnitudeOf(bucket: number): number {
  return bucket < SUB_BUCKETS ? 0 : (bucket >> HALF_BITS) - 1;
}

function lowestOf(bucket: number): number {
  return bucket < SUB_BUCKETS ? bucket : (HALF + (bucket & (HALF - 1))) * 2 ** magnitudeOf(bucket);
}

/**
 * Ours, because the library takes 50 to 110 ns to record a value (a logarithm, a power), and this 5. The library
 * still reads and writes the exchange format.
 */
class MicrosecondHistogram implements Histogram {
  readonly counts = new Float64Array(bucketOf(HIGHEST_US) + 1);
  count = 0;

  record(us: number): void {
    const whole = us < HIGHEST_US ? (us > 0 ? Math.round(us) : 0) : HIGHEST_US;
    this.add(bucketOf(whole), 1);
  }

  add(bucket: number, samples: number): void {
    this.counts[bucket] = (this.counts[bucket] ?? 0) + samples;
    this.count += samples;
  }
}

/** @returns an empty histogram. */
export function createHistogram(): Histogram {
  return new MicrosecondHistogram();
}

/** @returns a new histogram that holds every sample of all of them: the merge is exact. */
export function mergeHistograms(histograms: readonly Histogram[]): Histogram {
  const merged = new MicrosecondHistogram();
  for (const { counts } of histograms) {
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
export function filledBuckets({ counts }: Histogram): FilledBucket[] {
  const buckets: FilledBucket[] = [];
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const samples = counts[bucket] ?? 0;
    if (samples === 0) continue;
    buckets.push({ us: lowestOf(bucket) + (2 ** magnitudeOf(bucket) - 1) / 2, samples });
  }
  return buckets;
}

/** @returns HdrHistogram V2, compressed, base64: other tools read it too. No bucket is lost, only exact extremes. */
export function encodeHistogram(histogram: Histogram): string {
  const hdr = build({ bitBucketSize: 64, autoResize: false, highestTrackableValue: HIGHEST_US });
  for (let bucket = 0; bucket < histogram.counts.length; bucket++) {
    const samples = histogram.counts[bucket] ?? 0;
    if (samples > 0) hdr.recordValueWithCount(lowestOf(bucket), samples);
  }
  return encodeIntoCompressedBase64(hdr);
}

/**
 * The reverse of `encodeHistogram`; also reads histograms of microseconds from other tools, whatever their range.
 * @throws TypeError where the text is not an HdrHistogram V2.
 */
export function decodeHistogram(text: string): Histogram {
  const hdr = decodeLibraryHistogram(text);
  const histogram = new MicrosecondHistogram();
  for (let index = 0; index < hdr.countsArrayLength; index++) {
    const samples = hdr.getCountAtIndex(index);
    if (samples === 0) continue;
    const us = hdr.medianEquivalentValue(hdr.valueFromIndex(index));
    histogram.add(bucketOf(Math.min(us, HIGHEST_US)), samples);
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
