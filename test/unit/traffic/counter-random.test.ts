import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { counterRandom } from '../../../src/traffic/counter-random.js';
import { chiSquareScore, correlation } from './chi-square.js';

const DRAWS = 100_000;
const first = (seed: number, name: string, count = DRAWS): number[] => {
  const random = counterRandom(seed, name);
  return Array.from({ length: count }, (_, index) => random.at(index).uniform());
};

describe('random access', () => {
  test('an item depends on its index alone, whatever was drawn before it', () => {
    fc.assert(
      fc.property(fc.nat(), fc.maxSafeNat(), fc.maxSafeNat(), (seed, index, other) => {
        const fresh = counterRandom(seed, 'stream').at(index);
        const expected = [fresh.uniform(), fresh.int(10), fresh.normal(), fresh.normal()];
        const used = counterRandom(seed, 'stream').at(other);
        used.normal();
        used.at(index);
        expect([used.uniform(), used.int(10), used.normal(), used.normal()]).toEqual(expected);
      }),
    );
  });

  test.each([
    ['seed', counterRandom(1, 'a'), counterRandom(2, 'a')],
    ['seed beyond 32 bits', counterRandom(1, 'a'), counterRandom(1 + 2 ** 32, 'a')],
    ['name', counterRandom(1, 'a'), counterRandom(1, 'b')],
    ['where a name ends', counterRandom(1, 'ab', 'c'), counterRandom(1, 'a', 'bc')],
    ['number of names', counterRandom(1, 'a'), counterRandom(1, 'a', '')],
    ['index beyond 32 bits', counterRandom(1, 'a').at(5), counterRandom(1, 'a').at(5 + 2 ** 32)],
  ])('another %s gives other numbers', (_, one, other) => {
    expect(one.uniform()).not.toBe(other.uniform());
  });
});

describe('quality', () => {
  test('first draws of successive items are uniform in 256 bins', () => {
    const bins = Array.from({ length: 256 }, () => 0);
    for (const value of first(1, 'uniform')) (bins[Math.floor(value * 256)] as number)++;
    expect(
      Math.abs(
        chiSquareScore(
          bins,
          bins.map(() => 1),
        ),
      ),
    ).toBeLessThan(4);
  });

  test('pairs of successive draws of one item fill the square evenly', () => {
    const random = counterRandom(3, 'pairs').at(0);
    const bins = Array.from({ length: 32 * 32 }, () => 0);
    for (let pair = 0; pair < DRAWS; pair++) {
      const cell = Math.floor(random.uniform() * 32) * 32 + Math.floor(random.uniform() * 32);
      bins[cell] = (bins[cell] as number) + 1;
    }
    expect(
      Math.abs(
        chiSquareScore(
          bins,
          bins.map(() => 1),
        ),
      ),
    ).toBeLessThan(4);
  });

  test('the lowest of the 53 bits are random too', () => {
    const bins = Array.from({ length: 64 }, () => 0);
    for (const value of first(4, 'low')) (bins[(value * 2 ** 53) % 64] as number)++;
    expect(
      Math.abs(
        chiSquareScore(
          bins,
          bins.map(() => 1),
        ),
      ),
    ).toBeLessThan(4);
  });

  test.each([1, 2, 7])('items at a distance of %i are uncorrelated', (lag) => {
    const values = first(5, 'serial');
    const limit = 4 / Math.sqrt(DRAWS);
    expect(Math.abs(correlation(values.slice(0, -lag), values.slice(lag)))).toBeLessThan(limit);
  });

  test('neighbouring seeds and streams are uncorrelated', () => {
    const base = first(6, 'history');
    const limit = 4 / Math.sqrt(DRAWS);
    expect(Math.abs(correlation(base, first(7, 'history')))).toBeLessThan(limit);
    expect(Math.abs(correlation(base, first(6, 'replay')))).toBeLessThan(limit);
  });
});

describe('int', () => {
  test('stays below its size and reaches both ends', () => {
    const random = counterRandom(1, 'int');
    const values = Array.from({ length: 1000 }, () => random.int(7));
    expect([Math.min(...values), Math.max(...values)]).toEqual([0, 6]);
    expect(values.every(Number.isInteger)).toBe(true);
  });

  test('has no bias where the size is a large part of 2^53', () => {
    // A plain remainder would give the lower third half of all draws.
    const random = counterRandom(2, 'int');
    const size = 3 * 2 ** 51;
    let lowerThird = 0;
    for (let draw = 0; draw < 30_000; draw++) if (random.int(size) < 2 ** 51) lowerThird++;
    expect(lowerThird / 30_000).toBeCloseTo(1 / 3, 1);
    expect(random.int(2 ** 53)).toBeLessThan(2 ** 53);
    expect(random.int(1)).toBe(0);
  });
});

test('normal draws have the quantiles of the standard normal distribution', () => {
  const random = counterRandom(1, 'normal').at(0);
  const values = Array.from({ length: DRAWS }, () => random.normal());
  const below = (limit: number): number => values.filter((value) => value < limit).length / DRAWS;
  expect(below(-1.959964)).toBeCloseTo(0.025, 2);
  expect(below(-0.67449)).toBeCloseTo(0.25, 2);
  expect(below(0.67449)).toBeCloseTo(0.75, 2);
  expect(below(1.959964)).toBeCloseTo(0.975, 2);
  // Both halves of a Box-Muller pair.
  const odd = values.filter((_, index) => index % 2 === 1);
  const even = values.filter((_, index) => index % 2 === 0);
  expect(Math.abs(correlation(odd, even))).toBeLessThan(0.02);
});

test('the streams are what they were: a change here changes every generated traffic', () => {
  const random = counterRandom(42, 'requests', 'replay').at(123_456_789);
  expect([random.uniform(), random.uniform(), random.int(1000), random.normal()]).toMatchInlineSnapshot(`
    [
      0.1459130347207077,
      0.6544378097228657,
      153,
      -0.9265253661137312,
    ]
  `);
});
