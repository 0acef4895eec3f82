import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { normalQuantile } from './normal.js';

/**
 * A sequence of draws. `uniform` and `int` are whole-number arithmetic, so they agree bit for bit everywhere;
 * `normal` and `exponential` go through Math.log, whose last bit may differ between engines.
 */
export interface RandomStream {
  /** @returns 0 <= u < 1, a multiple of 2^-53. */
  uniform(): number;
  /** @returns a whole number, 0 <= i < maxExclusive, without modulo bias. @throws RangeError unless 1..2^53. */
  int(maxExclusive: number): number;
  /** @returns a standard normal draw (by inversion: one uniform each, so streams stay in step). */
  normal(): number;
  /** @returns an exponential draw of mean 1 (by inversion); divide by a rate for arrival gaps. */
  exponential(): number;
}

/**
 * The stream of a seed and a path of names: `randomStream(1, 'traffic')`, `randomStream(1, 'order', block)`.
 * The same path is the same stream on every machine, and different paths are independent: the state of a
 * xoroshiro128+ generator (Blackman and Vigna 2021) is taken from the SHA-256 of the path. So a new consumer of
 * randomness never shifts the draws of another. The number 1 and the text '1' are different names.
 * @throws RangeError unless seed and numeric names are safe integers.
 */
export function randomStream(seed: number, ...names: readonly (string | number)[]): RandomStream {
  const path = [seed, ...names];
  for (const part of path) {
    if (typeof part === 'number' && !Number.isSafeInteger(part)) {
      throw new RangeError(`a seed is a whole number, got ${part}`);
    }
  }
  const digest = createHash('sha256').update(JSON.stringify(path)).digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));

  const uniform = (): number => uniformFloat64(generator);
  const bits = (count: number): number => generator.next() >>> (32 - count);
  const int = (maxExclusive: number): number => {
    if (!(Number.isInteger(maxExclusive) && maxExclusive >= 1 && maxExclusive <= 2 ** 53)) {
      throw new RangeError(`a range is a whole number from 1 to 2^53, got ${maxExclusive}`);
    }
    if (maxExclusive === 1) return 0;
    // Rejection from the next power of two, out of the high bits: the low ones of xoroshiro128+ are weak.
    for (;;) {
      const drawn =
        maxExclusive <= 2 ** 32
          ? bits(bitLength(maxExclusive - 1))
          : bits(bitLength(Math.floor((maxExclusive - 1) / 2 ** 32))) * 2 ** 32 + bits(32);
      if (drawn < maxExclusive) return drawn;
    }
  };
  const normal = (): number => {
    // 0 would be minus infinity.
    for (;;) {
      const u = uniform();
      if (u > 0) return normalQuantile(u);
    }
  };
  const exponential = (): number => -Math.log1p(-uniform());
  return { uniform, int, normal, exponential };
}

/** @param value 1 to 2^32 - 1. @returns the number of bits it takes. */
function bitLength(value: number): number {
  return 32 - Math.clz32(value);
}

/** @returns a new array in random order (Fisher-Yates, as Durstenfeld 1964); `items` is left alone. */
export function shuffle<T>(items: readonly T[], stream: RandomStream): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = stream.int(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}
