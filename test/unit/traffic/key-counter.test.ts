import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { counterRandom } from '../../../src/traffic/counter-random.js';
import type { Key } from '../../../src/traffic/hash-key.js';
import { createKeyCounter } from '../../../src/traffic/key-counter.js';
import { createZipf } from '../../../src/traffic/zipf.js';

function count<K extends Key>(keys: Iterable<K>, maxKeys?: number) {
  const counter = createKeyCounter<K>(maxKeys === undefined ? {} : { maxKeys });
  for (const key of keys) counter.add(key);
  return counter;
}

function* zipfKeys(draws: number): Generator<number> {
  const random = counterRandom(1, 'keys');
  const sample = createZipf(1_000_000, 0.99);
  for (let draw = 0; draw < draws; draw++) yield sample(random);
}

describe('while it is exact', () => {
  test('the top is by count downwards, then by key upwards', () => {
    const counter = count([9, 10, 10, 2, 2, 1, 7, 7, 7]);
    expect(counter.top(4)).toEqual([
      { key: 7, count: 3 },
      { key: 2, count: 2 },
      { key: 10, count: 2 },
      { key: 1, count: 1 },
    ]);
    expect([counter.distinct, counter.errorBound]).toEqual([5, 0]);
  });

  test.each<[string, Key[], Key[]]>([
    ['bigints by value', [10n, 9n, 2n ** 62n], [9n, 10n, 2n ** 62n]],
    ['texts by their units', ['b', 'a', 'B', 'é'], ['B', 'a', 'b', 'é']],
    ['negative numbers', [-1, -10, 3], [-10, -1, 3]],
  ])('ties of %s', (_, keys, sorted) => {
    expect(
      count(keys)
        .top(10)
        .map(({ key }) => key),
    ).toEqual(sorted);
  });

  test('agrees with sorting everything, for any n', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 })), fc.integer({ min: 0, max: 40 }), (keys, n) => {
        const counts = new Map<number, number>();
        for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
        const expected = [...counts]
          .sort(([a, countA], [b, countB]) => countB - countA || a - b)
          .slice(0, n)
          .map(([key, times]) => ({ key, count: times }));
        expect(count(keys).top(n)).toEqual(expected);
      }),
    );
  });
});

describe('beyond its limit', () => {
  test('counts stay within the bound, and the bound within its guarantee', () => {
    const stream = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 500 })), {
      maxLength: 400,
    });
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 40 }), (keys, maxKeys) => {
        const truth = new Map<number, number>();
        for (const key of keys) truth.set(key, (truth.get(key) ?? 0) + 1);
        const counter = count(keys, maxKeys);
        expect(counter.errorBound).toBeLessThanOrEqual((2 * keys.length) / maxKeys);
        expect(counter.errorBound > 0).toBe(truth.size > maxKeys);
        const held = new Map(counter.top(1000).map((entry) => [entry.key, entry.count]));
        expect(held.size).toBeLessThanOrEqual(maxKeys);
        for (const [key, times] of truth) {
          const counted = held.get(key) ?? 0;
          expect(counted).toBeLessThanOrEqual(times);
          expect(counted).toBeGreaterThanOrEqual(times - counter.errorBound);
        }
        expect(counter.distinct).toBeLessThanOrEqual(truth.size);
      }),
    );
  });

  test('the popular keys of a Zipf stream are still ranked as the exact counter ranks them', () => {
    const exact = count(zipfKeys(200_000));
    const bounded = count(zipfKeys(200_000), 5000);
    expect(exact.distinct).toBeGreaterThan(50_000);
    expect(bounded.errorBound).toBeGreaterThan(0);
    const keys = (top: readonly { key: number }[]): number[] => top.map(({ key }) => key);
    const shared = new Set(keys(exact.top(200)));
    expect(keys(bounded.top(20))).toEqual(keys(exact.top(20)));
    expect(keys(bounded.top(200)).filter((key) => shared.has(key)).length).toBeGreaterThan(180);
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is reachable, whatever ran in this process before. */
function heldBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

test('two million integer keys take less than 200 MB', () => {
  const before = heldBytes();
  const counter = createKeyCounter<number>();
  for (let index = 0; index < 2_000_000; index++) counter.add(index * 4099 + 2 ** 40);
  const bytes = heldBytes() - before;
  expect(counter.distinct).toBe(2_000_000);
  expect(bytes / 1e6).toBeLessThan(200);
});

test('texts of any length take less than 200 MB, and say that they are not all held', () => {
  const before = heldBytes();
  const counter = createKeyCounter<string>();
  for (let index = 0; index < 700_000; index++) counter.add(`${index}`.padStart(250, 'x'));
  counter.add('popular');
  const bytes = heldBytes() - before;
  expect(counter.distinct).toBeLessThan(700_000);
  expect(counter.errorBound).toBeGreaterThan(0);
  expect(bytes / 1e6).toBeLessThan(200);
});
