import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, standardDeviation } from '../../../src/statistics/describe.js';
import { normalCdf } from '../../../src/statistics/normal.js';
import { randomStream, shuffle, type RandomStream } from '../../../src/statistics/random.js';

const draws = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);

/** Kolmogorov-Smirnov distance times sqrt(n): above 1.95 with probability 0.001. */
function kolmogorov(values: readonly number[], cdf: (x: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const gaps = sorted.map((x, i) => Math.max(cdf(x) - i / values.length, (i + 1) / values.length - cdf(x)));
  return Math.max(...gaps) * Math.sqrt(values.length);
}

describe('randomStream', () => {
  it('is the same on every machine', () => {
    // From an independent program: xoroshiro128+ in 64-bit arithmetic, its state from SHA-256 of '[1,"traffic"]'.
    const stream = randomStream(1, 'traffic');
    expect(draws(3, stream.uniform)).toEqual([0.4875045062306136, 0.5274789555997712, 0.5319928960217801]);
    expect(draws(5, () => stream.int(1000))).toEqual([164, 794, 54, 654, 384]);
  });

  it('repeats for the same path', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.array(fc.oneof(fc.string(), fc.integer())), (seed, names) => {
        const [first, second] = [randomStream(seed, ...names), randomStream(seed, ...names)];
        expect(draws(5, first.uniform)).toEqual(draws(5, second.uniform));
      }),
    );
  });

  it.each<[string, RandomStream, RandomStream]>([
    ['seeds', randomStream(1, 'a'), randomStream(2, 'a')],
    ['names', randomStream(1, 'a'), randomStream(1, 'b')],
    ['depths', randomStream(1), randomStream(1, '')],
    ['splits of a name', randomStream(1, 'a', 'b'), randomStream(1, 'ab')],
    ['a number and its text', randomStream(1, 1), randomStream(1, '1')],
    ['quotes', randomStream(1, 'a","b'), randomStream(1, 'a', 'b')],
  ])('differs for different %s', (_, first, second) => {
    const [left, right] = [draws(1000, first.uniform), draws(1000, second.uniform)];
    const products = left.map((u, i) => 12 * (u - 0.5) * ((right[i] ?? 0) - 0.5));
    // Correlation of independent streams: standard error 0.03.
    expect(Math.abs(mean(products))).toBeLessThan(0.13);
  });

  it.each([0.5, Number.NaN, Infinity, 2 ** 53])('refuses the seed %d', (seed) => {
    expect(() => randomStream(seed)).toThrow(RangeError);
    expect(() => randomStream(1, seed)).toThrow(RangeError);
  });

  it('draws uniforms with 53 bits', () => {
    const values = draws(20_000, randomStream(1, 'uniform').uniform);
    expect(values.every((u) => u >= 0 && u < 1 && Number.isInteger(u * 2 ** 53))).toBe(true);
    expect(values.some((u) => !Number.isInteger(u * 2 ** 52))).toBe(true);
    expect(kolmogorov(values, (u) => u)).toBeLessThan(1.95);
  });

  it('draws normals', () => {
    const values = draws(20_000, randomStream(1, 'normal').normal);
    expect(kolmogorov(values, normalCdf)).toBeLessThan(1.95);
    expect(standardDeviation(values)).toBeCloseTo(1, 1);
  });

  it('draws exponentials', () => {
    const values = draws(20_000, randomStream(1, 'exponential').exponential);
    expect(kolmogorov(values, (x) => 1 - Math.exp(-x))).toBeLessThan(1.95);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  });

  it.each([1, 2, 3, 7, 8, 1000, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 3 * 2 ** 40, 2 ** 53])(
    'draws whole numbers below %d evenly',
    (maxExclusive) => {
      const stream = randomStream(1, 'int');
      const values = draws(7000, () => stream.int(maxExclusive));
      expect(values.every((i) => Number.isInteger(i) && i >= 0 && i < maxExclusive)).toBe(true);
      // Chi-squared over up to 7 classes: above 22.5 with probability 0.001 at 6 degrees of freedom.
      const classes = Math.min(7, maxExclusive);
      const sizes = Array.from(
        { length: classes },
        (_, c) => Math.ceil(((c + 1) / classes) * maxExclusive) - Math.ceil((c / classes) * maxExclusive),
      );
      const seen = Array.from({ length: classes }, () => 0);
      for (const i of values) {
        const c = Math.floor((i / maxExclusive) * classes);
        seen[c] = (seen[c] ?? 0) + 1;
      }
      const chiSquared = seen.map((n, c) => {
        const expected = (7000 * (sizes[c] ?? 0)) / maxExclusive;
        return (n - expected) ** 2 / expected;
      });
      expect(chiSquared.reduce((sum, x) => sum + x, 0)).toBeLessThan(22.5);
    },
  );

  it('has no modulo bias where the range is two thirds of the generator', () => {
    // 32 bits modulo 3 * 2^30 would put half of the draws into the lowest third.
    const stream = randomStream(1, 'bias');
    const low = draws(3000, () => stream.int(3 * 2 ** 30)).filter((i) => i < 2 ** 30).length;
    expect(Math.abs(low - 1000)).toBeLessThan(100);
  });

  it.each([0, -1, 1.5, 2 ** 53 + 2, Number.NaN])('refuses the range %d', (maxExclusive) => {
    expect(() => randomStream(1).int(maxExclusive)).toThrow(RangeError);
  });
});

describe('shuffle', () => {
  it('is a permutation, and leaves its argument alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const before = [...items];
        const shuffled = shuffle(items, randomStream(seed));
        expect(items).toEqual(before);
        expect([...shuffled].sort()).toEqual([...items].sort());
      }),
    );
  });

  it('gives every order its share', () => {
    const stream = randomStream(1, 'shuffle');
    const seen = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = shuffle(['a', 'b', 'c'], stream).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    // 1,000 each, standard deviation 29.
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});
