import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { createBloomFilter } from '../../../src/traffic/bloom-filter.js';

describe('a Bloom filter', () => {
  test('property: finds whatever was added', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (keys) => {
        const filter = createBloomFilter(1024);
        for (const key of keys) filter.add(key);
        expect(keys.every((key) => filter.has(key))).toBe(true);
      }),
    );
  });

  it.each([2000, 10_000, 30_000])('knows how often it errs and how many keys it has, with %i', (keys) => {
    const filter = createBloomFilter(2 ** 17);
    for (let key = 0; key < keys; key++) filter.add(key * 7919);
    let wrong = 0;
    const others = 50_000;
    for (let key = 0; key < others; key++) if (filter.has(2 ** 40 + key * 104_729)) wrong++;
    const stated = filter.falsePositives();
    // Five standard errors of a binomial share, and some slack for shares near 0.
    expect(Math.abs(wrong / others - stated)).toBeLessThan(5 * Math.sqrt(stated / others) + 1e-4);
    expect(filter.distinct() / keys).toBeGreaterThan(0.97);
    expect(filter.distinct() / keys).toBeLessThan(1.03);
  });
});
