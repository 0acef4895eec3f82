import { describe, expect, test } from 'vitest';

import { counterRandom } from '../../../src/traffic/counter-random.js';
import { createZipf } from '../../../src/traffic/zipf.js';
import { chiSquareScore } from './chi-square.js';

const RANKS = 1_000_000;
const DRAWS = 200_000;
const HEAD = 40;

/** Ranks 1 .. 40 one by one, then ranges that grow by a half. */
function binLimits(ranks: number): number[] {
  const limits = Array.from({ length: Math.min(HEAD, ranks) }, (_, index) => index + 1);
  for (let limit = HEAD; limit < ranks;) {
    limit = Math.min(ranks, Math.ceil(limit * 1.5));
    limits.push(limit);
  }
  return limits;
}

function exactProbabilities(limits: readonly number[], skew: number): number[] {
  const masses: number[] = [];
  let rank = 1;
  for (const limit of limits) {
    let mass = 0;
    for (; rank <= limit; rank++) mass += rank ** -skew;
    masses.push(mass);
  }
  return masses;
}

function observe(
  limits: readonly number[],
  skew: number,
  ranks = RANKS,
): { bins: number[]; uniforms: number } {
  const random = counterRandom(11, 'zipf');
  let uniforms = 0;
  const counting = { uniform: () => (uniforms++, random.uniform()) };
  const sample = createZipf(ranks, skew);
  const bins = limits.map(() => 0);
  for (let draw = 0; draw < DRAWS; draw++) {
    const rank = sample(counting);
    const bin = limits.findIndex((limit) => rank <= limit);
    bins[bin] = (bins[bin] as number) + 1;
  }
  return { bins, uniforms };
}

describe.each([
  [0.2, RANKS],
  [0.6, RANKS],
  [0.99, RANKS],
  [1, RANKS],
  [1.2, RANKS],
  [3, 30],
  // So few that the last rank, where the hat ends, is a bin that counts.
  [0.6, 3],
  [1, 2],
])('skew %d over %d ranks', (skew, ranks) => {
  const limits = binLimits(ranks);
  const { bins, uniforms } = observe(limits, skew, ranks);

  test('draws every rank with its exact probability', () => {
    expect(Math.abs(chiSquareScore(bins, exactProbabilities(limits, skew)))).toBeLessThan(4);
  });

  test('needs few uniforms for each draw', () => {
    expect(uniforms / DRAWS).toBeLessThan(1.02);
  });
});

test('the test can tell a skew of 0.99 from 1', () => {
  const limits = binLimits(RANKS);
  expect(chiSquareScore(observe(limits, 0.99).bins, exactProbabilities(limits, 1))).toBeGreaterThan(10);
});

test('skew 1 is no special case: its neighbours draw the same', () => {
  const draw = (skew: number): number[] => {
    const random = counterRandom(1, 'near');
    const sample = createZipf(RANKS, skew);
    return Array.from({ length: 1000 }, () => sample(random));
  };
  expect(draw(1 - 1e-12)).toEqual(draw(1));
  expect(draw(1 + 1e-12)).toEqual(draw(1));
});

test.each([1, 2, 3, 2 ** 53])('stays within 1 .. %d ranks', (ranks) => {
  for (const skew of [0.1, 0.99, 1, 2, 10]) {
    const random = counterRandom(2, 'range');
    const sample = createZipf(ranks, skew);
    const drawn = Array.from({ length: 2000 }, () => sample(random));
    expect(drawn.every((rank) => Number.isInteger(rank) && rank >= 1 && rank <= ranks)).toBe(true);
  }
});

test('both extreme uniforms give a rank of the domain', () => {
  for (const skew of [0.5, 1, 1.5]) {
    const sample = createZipf(1000, skew);
    expect(sample({ uniform: () => 0 })).toBe(1000);
    expect(sample({ uniform: () => 1 - 2 ** -53 })).toBe(1);
  }
});
