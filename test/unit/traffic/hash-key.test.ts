import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { fingerprint, hashKey, mix32 } from '../../../src/traffic/hash-key.js';
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

describe('a fingerprint', () => {
  test('is a negative number that is exact, and another for another key', () => {
    const keys = [
      ...Array.from({ length: 200_000 }, (_, index) => `key ${index}`),
      ...Array.from({ length: 1000 }, (_, index) => '\0'.repeat(index)),
      ...Array.from({ length: 200_000 }, (_, index) => BigInt(index) << 40n),
      ...Array.from({ length: 100_000 }, (_, index) =>
        Buffer.from(Float32Array.of(index, -index).buffer).toString('latin1'),
      ),
    ];
    const prints = keys.map(fingerprint);
    expect(prints.every((print) => Number.isSafeInteger(print) && print < 0)).toBe(true);
    // By chance two of half a million share one of 2^53 with a probability of 1 in 70,000.
    expect(new Set(prints).size).toBe(keys.length);
  });

  test.each([0, 8, 16, 24, 32, 40, 45])('spreads over the 8 bits from bit %i', (shift) => {
    const bins = Array.from({ length: 256 }, () => 0);
    for (let index = 0; index < 50_000; index++) {
      const bin = Math.floor((-1 - fingerprint(`user-${index}`)) / 2 ** shift) % 256;
      bins[bin] = (bins[bin] as number) + 1;
    }
    const even = bins.map(() => 1);
    expect(Math.abs(chiSquareScore(bins, even))).toBeLessThan(5);
  });
});
