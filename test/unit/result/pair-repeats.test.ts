import { describe, expect, it } from 'vitest';

import { pairRepeats } from '../../../src/result/pair-repeats.js';
import { loadOf } from '../../golden/documents/build.js';

const repeatsOf = (rps: number, count: number) =>
  loadOf({ kind: 'closed', rps, p50Us: 100, tail: 2, repeats: count, seed: 1, noise: 0 }).repeats;
const throughput = ({ throughputRps }: { throughputRps: number }): number => throughputRps;

describe('pairRepeats', () => {
  it('pairs trials of the same block', () => {
    const other = repeatsOf(300, 3).toReversed();
    expect(pairRepeats(repeatsOf(100, 2), other, throughput)).toEqual([
      { base: 100, other: 300 },
      { base: 100, other: 300 },
    ]);
  });

  it('leaves out invalid trials and values that have no logarithm', () => {
    const [first, second, third] = repeatsOf(100, 3);
    if (!first || !second || !third) throw new Error('three repeats');
    const base = [
      { ...first, validity: { valid: false, reasons: ['x'] } },
      { ...second, throughputRps: 0 },
      third,
    ];
    expect(pairRepeats(base, repeatsOf(200, 3), throughput)).toEqual([{ base: 100, other: 200 }]);
    expect(pairRepeats(base, repeatsOf(200, 3), () => null)).toEqual([]);
  });

  it('reads the two sides by their own formulas', () => {
    const pairs = pairRepeats(repeatsOf(100, 1), repeatsOf(200, 1), throughput, () => 7);
    expect(pairs).toEqual([{ base: 100, other: 7 }]);
  });
});
