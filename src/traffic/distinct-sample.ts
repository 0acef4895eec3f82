import { fingerprint, type Key } from './hash-key.js';
import { createKeySample } from './key-sample.js';

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
 * Exact up to `maxKeys` different keys; beyond, figures are those of a sample of the key space, scaled up.
 *
 * P. Flajolet (see `key-sample.ts`): unbiased, standard error of `distinct` about 1.2 / sqrt(maxKeys). P. Gibbons,
 * "Distinct sampling for highly-accurate answers to distinct values queries" (VLDB 2001), for properties of the keys
 * such as `covered`.
 *
 * Of a key that is longer than a number a fingerprint is kept: a million byte strings would take hundreds of megabytes.
 */
export function createDistinctSample({ maxKeys = DEFAULT_MAX_KEYS } = {}): DistinctSample {
  const sample = createKeySample(maxKeys);
  return {
    add(added, covered) {
      const key = typeof added === 'number' ? added : fingerprint(added);
      if (!sample.isSampled(key) || sample.get(key) !== ABSENT) return;
      sample.set(key, covered ? COVERED : UNCOVERED);
    },
    result() {
      let covered = 0;
      sample.forEach((_, state) => (covered += state === COVERED ? 1 : 0));
      const { size, scale } = sample;
      const share = size === 0 ? 0 : covered / size;
      return { distinct: size * scale, covered: covered * scale, share, estimated: scale > 1 };
    },
  };
}
