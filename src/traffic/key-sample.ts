import { hashKey } from './hash-key.js';
import { createNumberTable } from './number-table.js';

/**
 * A state for every key of a stream while they are few, else for a part of the key space: keys whose hash starts with
 * `level` zero bits, one more bit each time the sample overflows. A key's fate depends on its hash alone, so frequent
 * keys are not favoured, as they would be in a sample of requests; and what is in the sample is there from its first
 * occurrence on.
 *
 * P. Flajolet, "On adaptive sampling" (Computing 43, 1990), after M. Wegman.
 */
export interface KeySample {
  /** Whether the key belongs to the part that is sampled. */
  isSampled(key: number): boolean;
  /** 0 for a key that was never set. */
  get(key: number): number;
  /** Only for a key that is sampled. @param state of more than 0 */
  set(key: number, state: number): void;
  forEach(visit: (key: number, state: number) => void): void;
  readonly size: number;
  /** Keys that each sampled one stands for: 2^level, 1 while every key is held. */
  readonly scale: number;
}

export function createKeySample(maxKeys: number): KeySample {
  const states = createNumberTable();
  let level = 0;
  const isSampled = (key: number): boolean => level === 0 || Math.clz32(hashKey(key)) >= level;
  return {
    isSampled,
    get: states.get,
    set(key, state) {
      states.set(key, state);
      while (states.size > maxKeys && level < 32) {
        level++;
        states.recount((held, same) => (isSampled(held) ? same : 0));
      }
    },
    forEach: states.forEach,
    get size() {
      return states.size;
    },
    get scale() {
      return 2 ** level;
    },
  };
}
