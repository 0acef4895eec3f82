import { describe, expect, test } from 'vitest';

import type { Feature } from '../../../src/core/model-card.js';
import { createDomain } from '../../../src/traffic/domain.js';
import { cardOf, category, words } from './cards.js';

const size: Feature = { name: 'size', type: 'integer', input: 'x', column: 2, min: 1, max: 3 };
const price: Feature = { name: 'price', type: 'number', input: 'x', column: 3 };
const all = (features: readonly Feature[], seed = 1): string[] => {
  const domain = createDomain(cardOf(features), seed);
  return Array.from({ length: domain.ranks }, (_, rank) => JSON.stringify(domain.itemOf(rank).request));
};

describe('features that can be enumerated', () => {
  const features = [category('a', words(5, 'a')), category('b', words(7)), size];

  test('each combination has one rank', () => {
    const requests = all(features);
    expect(requests).toHaveLength(5 * 7 * 3);
    expect(new Set(requests).size).toBe(5 * 7 * 3);
  });

  test('values are of the features, fields in their order', () => {
    const request = createDomain(cardOf(features), 1).itemOf(0).request;
    expect(Object.keys(request)).toEqual(['a', 'b', 'size']);
    expect(request['a']).toMatch(/^a[0-4]$/);
    expect(request['b']).toBeTypeOf('number');
  });

  test('the seed decides what is popular', () => {
    expect(all(features, 1)).not.toEqual(all(features, 2));
    expect(all(features, 1)).toEqual(all(features, 1));
  });

  test('a domain close to 2^53 is still one rank for each combination', () => {
    const wide = Array.from({ length: 8 }, (_, index) => category(`f${index}`, words(98)));
    const domain = createDomain(cardOf(wide), 1);
    expect(domain.ranks).toBe(98 ** 8);
    const requests = new Set<string>();
    for (let rank = 0; rank < 5000; rank++)
      requests.add(JSON.stringify(domain.itemOf(domain.ranks - 1 - rank).request));
    expect(requests.size).toBe(5000);
    expect([...requests].join()).not.toMatch(/undefined|null|\{\}/);
  });
});

describe('features that cannot be enumerated', () => {
  test('alone they make a million ranks, and a rank always gives the same values', () => {
    const domain = createDomain(cardOf([price]), 1);
    expect(domain.ranks).toBe(1_000_000);
    const once = domain.itemOf(5).request;
    domain.itemOf(6);
    expect(domain.itemOf(5).request).toEqual(once);
    expect(domain.itemOf(6).request).not.toEqual(once);
  });

  test('beside few combinations they make variants of each', () => {
    const domain = createDomain(cardOf([category('a', words(3)), price]), 1);
    expect(domain.ranks).toBe(3 * 333_334);
  });

  test('beside many combinations they add no ranks', () => {
    const domain = createDomain(cardOf([category('a', words(2000)), category('b', words(1000)), price]), 1);
    expect(domain.ranks).toBe(2_000_000);
  });
});

describe('more than 2^53 combinations', () => {
  const features = Array.from({ length: 20 }, (_, index) => category(`f${index}`, words(50)));
  const domain = createDomain(cardOf(features), 1);

  test('2^53 ranks that vary every feature', () => {
    expect(domain.ranks).toBe(2 ** 53);
    const requests = Array.from({ length: 2000 }, (_, rank) => domain.itemOf(rank).request);
    for (const { name } of features) expect(new Set(requests.map((request) => request[name])).size).toBe(50);
    expect(new Set(requests.map((request) => JSON.stringify(request))).size).toBe(2000);
    expect(domain.itemOf(0).request).toEqual(requests[0]);
  });
});
