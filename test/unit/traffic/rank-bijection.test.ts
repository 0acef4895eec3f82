import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { counterRandom } from '../../../src/traffic/counter-random.js';
import { createRankBijection } from '../../../src/traffic/rank-bijection.js';
import { chiSquareScore, correlation } from './chi-square.js';

const bijection = (size: number, seed = 1): ((rank: number) => number) =>
  createRankBijection(size, counterRandom(seed, 'ranks'));

describe('a bijection', () => {
  test('of any size up to 2000: every image once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.nat(), (size, seed) => {
        const image = bijection(size, seed);
        const images = Array.from({ length: size }, (_, rank) => image(rank));
        expect(new Set(images).size).toBe(size);
        expect(images.every((value) => Number.isInteger(value) && value >= 0 && value < size)).toBe(true);
      }),
    );
  });

  test.each([26_000_000, 2 ** 32 + 1, 2 ** 53 - 1, 2 ** 53])('no two of 100,000 ranks of %d meet', (size) => {
    const image = bijection(size);
    const images = new Set<number>();
    for (let offset = 0; offset < 50_000; offset++) {
      images.add(image(offset));
      images.add(image(size - 1 - offset));
    }
    expect(images.size).toBe(100_000);
    expect([...images].every((value) => value < size && value >= 0)).toBe(true);
  });
});

test('popular ranks land evenly over the domain, unrelated to their order', () => {
  const size = 26_000_000;
  const image = bijection(size);
  const images = Array.from({ length: 10_000 }, (_, rank) => image(rank));
  const bins = Array.from({ length: 50 }, () => 0);
  for (const value of images) (bins[Math.floor((value / size) * 50)] as number)++;
  expect(
    Math.abs(
      chiSquareScore(
        bins,
        bins.map(() => 1),
      ),
    ),
  ).toBeLessThan(4);
  expect(
    Math.abs(
      correlation(
        images,
        images.map((_, rank) => rank),
      ),
    ),
  ).toBeLessThan(0.04);
});

test('another seed gives another order', () => {
  const ranks = Array.from({ length: 20 }, (_, rank) => rank);
  expect(ranks.map(bijection(1000, 1))).not.toEqual(ranks.map(bijection(1000, 2)));
});
