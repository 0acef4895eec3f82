import { threefry } from './threefry.js';

/** A source of random numbers that can jump anywhere: what follows `at(i)` depends on the stream and on `i` alone. */
export interface CounterRandom {
  /** Jumps to item `index` (0 <= index < 2^53) and starts its draws over. */
  at(index: number): CounterRandom;
  /** Uniform in [0, 1) in steps of 2^-53. */
  uniform(): number;
  /** Uniform in 0 .. size - 1 without modulo bias, for 1 <= size <= 2^53. */
  int(size: number): number;
  /** Standard normal. */
  normal(): number;
}

const WORD = 2 ** 32;
const UNIFORMS = 2 ** 53;

/**
 * A stream is named by a seed and words; two different names give independent streams. The stream's key encrypts the
 * item's index into the item's own key (a bijection: no two items of a stream share a key), and that key encrypts the
 * number of the draw.
 */
export function counterRandom(seed: number, ...names: readonly string[]): CounterRandom {
  const words = new Int32Array(2);
  const [stream0, stream1] = streamKey(seed, names, words);
  let item0 = 0;
  let item1 = 0;
  let draws = 0;
  let spare: number | undefined;

  const random: CounterRandom = {
    at(index) {
      threefry(stream0, stream1, index | 0, (index / WORD) | 0, words);
      item0 = words[0] as number;
      item1 = words[1] as number;
      draws = 0;
      spare = undefined;
      return random;
    },
    uniform() {
      return wide() / UNIFORMS;
    },
    int(size) {
      // Rejection: the top part of the range that does not hold a whole number of `size` is drawn again.
      const limit = UNIFORMS - (UNIFORMS % size);
      let value = wide();
      while (value >= limit) value = wide();
      return value % size;
    },
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      // Box and Muller, "A note on the generation of random normal deviates" (1958).
      const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
      const angle = 2 * Math.PI * random.uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };

  /** 53 random bits. */
  function wide(): number {
    threefry(item0, item1, draws++, 0, words);
    return ((words[0] as number) >>> 0) * 2 ** 21 + ((words[1] as number) >>> 11);
  }
  return random.at(0);
}

/**
 * Absorbs the names into the key one UTF-16 unit at a time; the end of each name counts, so 'ab', 'c' is not 'a',
 * 'bc'.
 */
function streamKey(seed: number, names: readonly string[], words: Int32Array): [number, number] {
  let key0 = seed | 0;
  let key1 = Math.floor(seed / WORD) | 0;
  const absorb = (unit: number): void => {
    threefry(key0, key1, unit, 1, words);
    key0 = words[0] as number;
    key1 = words[1] as number;
  };
  for (const name of names) {
    for (let position = 0; position < name.length; position++) absorb(name.charCodeAt(position));
    absorb(-1);
  }
  return [key0, key1];
}
