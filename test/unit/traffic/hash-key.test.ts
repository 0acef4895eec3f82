import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { hashKey, mix32 } from '../../../src/traffic/hash-key.js';
import { chiSquareScore } from './chi-square.js';

describe('mix32', () => {
  test('is the finaliser of MurmurHash3', () => {
    // Values of the reference implementation `fmix32`.
    expect([mix32(0), mix32(1), mix32(0xffffffff)]).toEqual([0, 0x514e28b7, 0x81f16f39]);
  });
});

describe('hashKey', () => {
  test.each([
    ['consecutive integers', (index: number) => index],
    ['multiples of 2^20', (index: number) => index * 2 ** 20],
    ['integers that differ beyond 32 bits', (index: number) => index * 2 ** 32],
    ['bigints of 63 bits', (index: number) => 2n ** 62n + BigInt(index)],
    ['texts', (index: number) => `user-${index}`],
  ])('spreads %s over its leading bits', (_, keyOf) => {
    const bins = Array.from({ length: 256 }, () => 0);
    for (let index = 0; index < 50_000; index++) {
      const bin = hashKey(keyOf(index)) >>> 24;
      bins[bin] = (bins[bin] as number) + 1;
    }
    expect(
      Math.abs(
        chiSquareScore(
          bins,
          bins.map(() => 1),
        ),
      ),
    ).toBeLessThan(5);
  });

  test('is an unsigned word for every key', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.bigInt(), fc.string()), (key) => {
        const hash = hashKey(key);
        expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true);
      }),
    );
  });
});
