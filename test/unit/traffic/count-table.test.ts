import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { createCountTable } from '../../../src/traffic/count-table.js';
import type { Key } from '../../../src/traffic/hash-key.js';

function contents(table: ReturnType<typeof createCountTable<Key>>): Map<Key, number> {
  const entries = new Map<Key, number>();
  table.forEach((key, count) => entries.set(key, count));
  return entries;
}

describe('a count table', () => {
  const key = fc.oneof(
    fc.integer({ min: -3, max: 5 }),
    fc.maxSafeInteger(),
    fc.bigInt({ min: 0n, max: 3n }),
    fc.constantFrom('a', '0', ''),
  );

  test('is a Map, for keys of any kind', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.integer({ min: 1, max: 3 }))), (additions) => {
        const table = createCountTable<Key>();
        const map = new Map<Key, number>();
        for (const [added, count] of additions) {
          table.add(added, count);
          map.set(added, (map.get(added) ?? 0) + count);
        }
        expect(table.size).toBe(map.size);
        expect(contents(table)).toEqual(map);
        for (const held of map.keys()) expect(table.get(held)).toBe(map.get(held));
        expect(table.get(12_345)).toBe(map.get(12_345) ?? 0);

        table.recount((_, count) => count - 2);
        const left = new Map(
          [...map].filter(([, count]) => count > 2).map(([held, count]) => [held, count - 2]),
        );
        expect(contents(table)).toEqual(left);
        expect(table.size).toBe(left.size);
      }),
    );
  });

  test('finds every key that stays, wherever others leave a nearly full table', () => {
    const sizes = fc.integer({ min: 1, max: 716 });
    fc.assert(
      fc.property(sizes, fc.nat(), fc.integer({ min: 1, max: 8 }), (size, first, modulus) => {
        const table = createCountTable<number>();
        const keys = Array.from({ length: size }, (_, index) => first + index);
        const countOf = (held: number): number => 1 + (held % modulus);
        for (const held of keys) table.add(held, countOf(held));
        // Twice, so that the second pass meets gaps that were closed.
        for (const taken of [1, 2]) {
          table.recount((held, count) => (held % 3 === 0 ? 0 : count - 1));
          const left = new Set(keys.filter((held) => held % 3 !== 0 && countOf(held) > taken));
          expect(table.size).toBe(left.size);
          const expected = keys.map((held) => (left.has(held) ? countOf(held) - taken : 0));
          expect(keys.map((held) => table.get(held))).toEqual(expected);
        }
        for (const held of keys) table.add(held, 10);
        expect(table.size).toBe(size);
      }),
    );
  });

  test('grows, and finds every key afterwards', () => {
    const table = createCountTable<number>();
    for (let index = 0; index < 50_000; index++) table.add(index * 2 ** 32, 1 + (index % 3));
    expect(table.size).toBe(50_000);
    for (let index = 0; index < 50_000; index += 7) expect(table.get(index * 2 ** 32)).toBe(1 + (index % 3));
    expect(table.get(-1)).toBe(0);
  });
});
