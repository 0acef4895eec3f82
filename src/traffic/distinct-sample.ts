import { fingerprint, hashKey, type Key } from './hash-key.js';
import { createNumberTable } from './number-table.js';

/** Different keys of a stream, and how many of them are covered. */
export interface DistinctResult {
  readonly distinct: number;
  readonly covered: number;
  /** covered / distinct, 0 for an empty stream. */
  readonly share: number;
  /** True where the figures are scaled up from a sample of the key space. */
  readonly estimated: boolean;
}

export interface DistinctSample {
  /** Whether a key is covered is decided by its first occurrence. */
  add(key: Key, covered: boolean): void;
  result(): DistinctResult;
}

const DEFAULT_MAX_KEYS = 1_000_000;

const ABSENT = 0;
const UNCOVERED = 1;
const COVERED = 2;

/**
 * Exact up to `maxKeys` different keys; beyond, only keys whose hash starts with `level` zero bits are kept, one more
 * bit each time the sample overflows, and figures are multiplied by 2^level. A key's fate depends on its hash alone,
 * so frequent keys are not favoured, as they would be in a sample of requests.
 *
 * P. Flajolet, "On adaptive sampling" (Computing 43, 1990), after M. Wegman: unbiased, standard error of `distinct`
 * about 1.2 / sqrt(maxKeys). P. Gibbons, "Distinct sampling for highly-accurate answers to distinct values queries"
 * (VLDB 2001), for properties of the keys such as `covered`.
 *
 * Of a key that is longer than a number a fingerprint is kept: a million byte strings would take hundreds of megabytes.
 */
export function createDistinctSample({ maxKeys = DEFAULT_MAX_KEYS } = {}): DistinctSample {
  /** Counts stand for what is known of a key. */
  const sample = createNumberTable();
  let level = 0;
  const isSampled = (key: number): boolean => Math.clz32(hashKey(key)) >= level;

  return {
    add(added, covered) {
      const key = typeof added === 'number' ? added : fingerprint(added);
      if ((level > 0 && !isSampled(key)) || sample.get(key) !== ABSENT) return;
      sample.add(key, covered ? COVERED : UNCOVERED);
      while (sample.size > maxKeys && level < 32) {
        level++;
        sample.recount((held, state) => (isSampled(held) ? state : ABSENT));
      }
    },
    result() {
      let covered = 0;
      sample.forEach((_, state) => (covered += state === COVERED ? 1 : 0));
      const scale = 2 ** level;
      const share = sample.size === 0 ? 0 : covered / sample.size;
      return { distinct: sample.size * scale, covered: covered * scale, share, estimated: level > 0 };
    },
  };
}
