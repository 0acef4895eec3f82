import { describe, expect, test } from 'vitest';

import type { Key } from '../../../src/traffic/hash-key.js';
import { createDistinctSample } from '../../../src/traffic/distinct-sample.js';

describe('a distinct sample', () => {
  test('is exact while few keys came', () => {
    const sample = createDistinctSample();
    const keys: [Key, boolean][] = [
      [1, true],
      [2, false],
      [1, true],
      [1n, false],
      ['1', true],
      [2, false],
      [3, false],
    ];
    for (const [key, covered] of keys) sample.add(key, covered);
    expect(sample.result()).toEqual({ distinct: 5, covered: 2, share: 0.4, estimated: false });
  });

  test('is exact up to its limit and estimates beyond', () => {
    const sample = createDistinctSample({ maxKeys: 100 });
    for (let key = 0; key < 100; key++) sample.add(key, key < 25);
    expect(sample.result()).toEqual({ distinct: 100, covered: 25, share: 0.25, estimated: false });
    sample.add(100, false);
    expect(sample.result().estimated).toBe(true);
  });

  test('of nothing has a share of 0', () => {
    expect(createDistinctSample().result()).toEqual({ distinct: 0, covered: 0, share: 0, estimated: false });
  });

  test.each<[string, (index: number) => Key]>([
    ['numbers', (index) => index],
    ['numbers beyond 32 bits', (index) => index * 2 ** 32],
    ['bigints', (index) => 2n ** 60n + BigInt(index)],
    ['texts', (index) => `key ${index}`],
  ])('estimates %s within a few standard errors', (_, keyOf) => {
    const maxKeys = 4000;
    const sample = createDistinctSample({ maxKeys });
    for (let index = 0; index < 150_000; index++) sample.add(keyOf(index), index % 10 < 3);
    const { distinct, share, estimated } = sample.result();
    expect(estimated).toBe(true);
    expect(Math.abs(distinct / 150_000 - 1)).toBeLessThan((4 * 1.2) / Math.sqrt(maxKeys));
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / (maxKeys / 2)));
  });

  test('frequent keys do not count more than rare ones', () => {
    const sample = createDistinctSample({ maxKeys: 500 });
    // Covered keys come 20 times each, the others once: among requests 91% are covered, among keys a third.
    for (let round = 0; round < 20; round++) {
      for (let key = 0; key < 5000; key++) sample.add(key, true);
    }
    for (let key = 5000; key < 15_000; key++) sample.add(key, false);
    expect(sample.result().share).toBeCloseTo(1 / 3, 1);
  });
});
