import type { CounterRandom } from './counter-random.js';
import { mix32 } from './hash-key.js';

const ROUNDS = 6;

/**
 * A keyed bijection of 0 .. size - 1 (size <= 2^53), so that popularity is spread over the whole domain and does not
 * follow the order of a vocabulary. Unlike a hash (YCSB's scrambled generator) it merges no two ranks, so the
 * distribution stays exact.
 *
 * A Feistel network on pairs of digits a x b with additions modulo a and b, and cycle walking over the few pairs
 * beyond the size: J. Black and P. Rogaway, "Ciphers with arbitrary finite domains" (CT-RSA 2002). Its rounds are
 * murmur3 finalisers: spread is asked of them, not secrecy.
 *
 * @param random gives the round keys.
 */
export function createRankBijection(size: number, random: CounterRandom): (rank: number) => number {
  const a = Math.ceil(Math.sqrt(size));
  const b = Math.ceil(size / a);
  const keys = Int32Array.from({ length: ROUNDS }, () => random.int(2 ** 32) | 0);
  const scaleA = a / 2 ** 32;
  const scaleB = b / 2 ** 32;

  return (rank) => {
    let left = Math.floor(rank / b);
    let right = rank - left * b;
    do {
      for (let round = 0; round < ROUNDS; round += 2) {
        left += Math.floor(mix32(right ^ (keys[round] as number)) * scaleA);
        if (left >= a) left -= a;
        right += Math.floor(mix32(left ^ (keys[round + 1] as number)) * scaleB);
        if (right >= b) right -= b;
      }
    } while (left * b + right >= size);
    return left * b + right;
  };
}
