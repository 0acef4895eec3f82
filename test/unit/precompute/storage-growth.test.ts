import { describe, expect, it } from 'vitest';

import { budgetOf, storageSteps } from '../../../src/precompute/storage-growth.js';

const DIGITS = [
  { feature: 'country', radix: 60 },
  { feature: 'campaign', radix: 300 },
  { feature: 'placement', radix: 12 },
].map((digit) => ({ ...digit, input: 0, column: 0, first: 0, codes: undefined }));
const NOTHING = { bytes: 0, seconds: null };
const size = (bytes: number): string => `${bytes} B`;

describe('the storage of a table', () => {
  it('grows by the values of every feature, as measured and then by what a further row takes', () => {
    const built = [
      { rows: 60, bytes: 25_000, seconds: 0.1 },
      { rows: 18_000, bytes: 25_000 + 17_940 * 18, seconds: 1.1 },
    ];
    const steps = storageSteps(DIGITS, built, NOTHING);
    expect(steps.map(({ feature, rows, kind }) => [feature, rows, kind])).toEqual([
      ['country', 60, 'measured'],
      ['campaign', 18_000, 'measured'],
      ['placement', 216_000, 'extrapolated'],
    ]);
    expect(steps[2]?.bytes).toBe(25_000 + (216_000 - 60) * 18);
    expect(steps[2]?.seconds).toBeCloseTo(1.1 + (198_000 * 1) / 17_940, 6);
  });

  it('is extrapolated from nothing but the bytes of a row where nothing could be built', () => {
    const steps = storageSteps(DIGITS, [], { bytes: 20, seconds: null });
    expect(steps.at(-1)).toEqual({
      feature: 'placement',
      values: 12,
      rows: 216_000,
      bytes: 4_320_000,
      seconds: null,
      kind: 'extrapolated',
    });
  });

  it('is not extrapolated from a small table, which a store may keep in a way of its own', () => {
    const built = [{ rows: 60, bytes: 1000, seconds: 0.3 }];
    const [first, , last] = storageSteps(DIGITS, built, { bytes: 80, seconds: 1e-6 });
    expect(first).toMatchObject({ bytes: 1000, kind: 'measured' });
    expect(last?.bytes).toBe(1000 + (216_000 - 60) * 80);
    expect(last?.seconds).toBeCloseTo(0.3 + (216_000 - 60) * 1e-6, 9);
  });

  it('does not shrink where a larger table happened to be built in less time', () => {
    const built = [
      { rows: 60, bytes: 24_576, seconds: 0.5 },
      { rows: 18_000, bytes: 400_000, seconds: 0.4 },
    ];
    expect(storageSteps(DIGITS, built, NOTHING).at(-1)?.seconds).toBeCloseTo((216_000 * 0.4) / 18_000, 6);
  });

  it('passes a budget with the first feature that does, in words', () => {
    const steps = storageSteps(DIGITS, [], { bytes: 20, seconds: null });
    expect(budgetOf(steps, [], 1_000_000, size)).toEqual({
      maxBytes: 1_000_000,
      passedWith: 'placement',
      words: 'with `placement` the table passes 1000000 B',
    });
    expect(budgetOf(steps, [], 5_000_000, size)).toMatchObject({
      passedWith: null,
      words: 'the table of the whole domain (4320000 B) stays within 5000000 B',
    });
    expect(budgetOf([], ['image (tensor)'], 1, size).words).toContain('image (tensor) has no bounds');
  });
});
