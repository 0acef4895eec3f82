import { describe, expect, it } from 'vitest';
import type { Pair } from '../../../src/statistics/log-ratios.js';
import { pairedRatio } from '../../../src/statistics/paired.js';
import { randomStream } from '../../../src/statistics/random.js';
import { MOST_REPEATS, repeatsToSettle, verdict } from '../../../src/statistics/verdict.js';

const pairsOf = (differences: readonly number[]): Pair[] =>
  differences.map((d) => ({ base: 100, other: 100 * Math.exp(d) }));

/** Four pairs of mean `centre` and standard deviation spread * sqrt(4/3). */
const around = (centre: number, spread: number): Pair[] =>
  pairsOf([centre - spread, centre + spread, centre - spread, centre + spread]);

describe('verdict', () => {
  it.each([
    [[0.8, 0.9], 'lower'],
    [[0.9, 0.99], 'lower'],
    [[1.1, 1.2], 'higher'],
    [[1.01, 1.2], 'higher'],
    [[0.96, 1.04], 'same'],
    [[1 / 1.05, 1.05], 'same'],
    [[1.01, 1.03], 'same'],
    [[0.97, 0.99], 'same'],
    [[1, 1], 'same'],
    [[0.951, 1], 'inconclusive'],
    [[0.9, 1.2], 'inconclusive'],
    [[1, 1.06], 'inconclusive'],
    [[0.94, 1], 'inconclusive'],
  ] as const)('of %j is %s', (interval, expected) => {
    expect(verdict(interval)).toBe(expected);
  });

  it('of no interval is inconclusive', () => {
    expect(verdict(null)).toBe('inconclusive');
  });

  it('takes the width of the band', () => {
    expect(verdict([0.96, 1.04], 0.02)).toBe('inconclusive');
    expect(verdict([1.01, 1.03], 0.02)).toBe('higher');
    expect(verdict([0.85, 1.1], 0.2)).toBe('same');
  });
});

describe('repeatsToSettle', () => {
  it('grows with the square of the spread', () => {
    // The difference is settled at n = (2.8 * sd / 0.1)^2.
    expect(repeatsToSettle(around(0.1, 0.2))).toBe(Math.ceil((2.8 * 0.2 * Math.sqrt(4 / 3)) ** 2 / 0.01));
    expect(repeatsToSettle(around(0.1, 0.4))).toBe(Math.ceil((2.8 * 0.4 * Math.sqrt(4 / 3)) ** 2 / 0.01));
  });

  it('aims at "same" where the estimate is near 1', () => {
    // ln 1.05 = 0.04879 to the end of the band: (3.24 * 0.2 * sqrt(4/3) / 0.04879)^2 = 235.2.
    expect(repeatsToSettle(around(0, 0.2))).toBe(236);
  });

  it('is the number of pairs where the verdict is in', () => {
    const settled = pairsOf([0.5, 0.51, 0.52, 0.5]);
    expect(repeatsToSettle(settled)).toBe(4);
  });

  it('is at least 6, where ranks begin, and more than there are', () => {
    const barely = pairsOf([0.1, 0.2, 0.02, 0.15]);
    expect(verdict(pairedRatio(barely).ci95)).toBe('inconclusive');
    expect(repeatsToSettle(barely)).toBe(6);
    const seven = pairsOf([0.2, 0.2, 0.2, 0.2, 0.2, -0.01, -0.2]);
    expect(verdict(pairedRatio(seven).ci95)).toBe('inconclusive');
    expect(repeatsToSettle(seven)).toBeGreaterThan(7);
  });

  it('is capped', () => {
    expect(repeatsToSettle(pairsOf([-3, 3, -3, 3.1]))).toBe(MOST_REPEATS);
  });

  it('cannot tell from fewer than 3 pairs', () => {
    expect(repeatsToSettle(pairsOf([0.1, -0.1]))).toBeNull();
  });

  it('keeps its word: that many repeats settle about 80% of comparisons', () => {
    // True ratio 1.1, sd(d) = 0.15: (2.8 * 0.15 / ln 1.1)^2 = 19.4, so 20 repeats; Hodges-Lehmann costs 5% of them.
    const stream = randomStream(1, 'settle');
    const draw = (count: number): Pair[] =>
      pairsOf(Array.from({ length: count }, () => Math.log(1.1) + 0.15 * stream.normal()));
    const runs = 500;
    let settled = 0;
    for (let run = 0; run < runs; run++)
      if (verdict(pairedRatio(draw(20)).ci95) !== 'inconclusive') settled++;
    expect(settled / runs).toBeGreaterThan(0.7);
    expect(settled / runs).toBeLessThan(0.9);
    // And it asks for that many from a sample with exactly that mean and spread.
    expect(repeatsToSettle(around(Math.log(1.1), 0.15 * Math.sqrt(3 / 4)))).toBe(20);
  });
});
