import { describe, expect, it } from 'vitest';

import { compareModes } from '../../../src/bench/compare-modes.js';
import type { Comparison } from '../../../src/result/comparison-contract.js';
import type { LoadSummary } from '../../../src/result/load-contract.js';
import type { ModeResult } from '../../../src/result/mode-contract.js';
import type { RepeatSummary } from '../../../src/result/repeat-contract.js';
import { loadSummary, modeResult, repeat } from './results.js';

function modeOf(
  repeats: readonly RepeatSummary[],
  kind: 'closed' | 'open' = 'closed',
  mode = 'embedded',
): ModeResult {
  return modeResult({ mode, loads: { load: loadSummary({ kind, repeats: [...repeats] }) } });
}

function find(comparisons: readonly Comparison[], metric: string, mode: string, against: string): Comparison {
  const found = comparisons.find(
    (one) => one.metric === metric && one.mode === mode && one.against === against,
  );
  if (!found) throw new Error(`no comparison of ${metric} of ${mode} with ${against}`);
  return found;
}

const blocks = (count: number, of: (block: number) => RepeatSummary): RepeatSummary[] =>
  Array.from({ length: count }, (_, block) => of(block));

describe('modes', () => {
  const embedded = modeOf(blocks(6, (block) => repeat(block, { rps: 100 + block, p50: 1000 + block })));

  it('are compared in pairs within a block, as ratios to the reference', () => {
    const micro = modeOf(blocks(6, (block) => repeat(block, { rps: 50 + block / 2, p50: 2000 + 2 * block })));
    const comparisons = compareModes({ embedded, micro });
    // Within each block the ratio is exact, although the blocks differ.
    expect(find(comparisons, 'throughputRps', 'micro', 'embedded')).toEqual({
      metric: 'throughputRps',
      load: 'load',
      mode: 'micro',
      against: 'embedded',
      ratio: expect.closeTo(0.5, 9),
      ci95: [expect.closeTo(0.5, 9), expect.closeTo(0.5, 9)],
      verdict: 'lower',
      pairs: 6,
      method: 'signed-rank',
      repeatsToSettle: null,
    });
    expect(find(comparisons, 'p50Us', 'micro', 'embedded')).toMatchObject({ verdict: 'higher' });
  });

  it('pair by the number of the block, whatever is missing', () => {
    const other = modeOf([repeat(1, { rps: 202 }), repeat(4, { rps: 208 }), repeat(9, { rps: 1 })]);
    const { ratio, pairs } = find(compareModes({ embedded, other }), 'throughputRps', 'other', 'embedded');
    expect(pairs).toBe(2);
    expect(ratio).toBeCloseTo(2, 9);
  });

  it('do not pair a trial that is invalid, on either side', () => {
    const other = modeOf(blocks(6, (block) => repeat(block, { rps: 200 }, {}, block > 1)));
    expect(find(compareModes({ embedded, other }), 'throughputRps', 'other', 'embedded').pairs).toBe(4);
    expect(
      find(compareModes({ embedded: other, other: embedded }), 'throughputRps', 'other', 'embedded').pairs,
    ).toBe(4);
  });

  it('are not compared by what could not be measured', () => {
    const other = modeOf(blocks(6, (block) => repeat(block, { rps: 0, p50: null, p99: null })));
    expect(compareModes({ embedded, other })).toEqual([]);
  });

  it('get no interval from fewer than three pairs, and are told how many would settle it', () => {
    const other = modeOf(blocks(2, (block) => repeat(block, { rps: 100 + 30 * block })));
    expect(find(compareModes({ embedded, other }), 'throughputRps', 'other', 'embedded')).toMatchObject({
      ci95: null,
      verdict: 'inconclusive',
      method: 'none',
      repeatsToSettle: null,
    });
    const noisy = modeOf(blocks(4, (block) => repeat(block, { rps: block % 2 === 0 ? 90 : 125 })));
    const { verdict, repeatsToSettle } = find(
      compareModes({ embedded, noisy }),
      'throughputRps',
      'noisy',
      'embedded',
    );
    expect(verdict).toBe('inconclusive');
    expect(repeatsToSettle).toBeGreaterThan(4);
  });

  it('are not compared by the throughput of an open load, which was given', () => {
    const open = (rps: number): ModeResult =>
      modeOf(
        blocks(6, (block) => repeat(block, { rps })),
        'open',
      );
    const metrics = compareModes({ embedded: open(100), other: open(200) }).map(({ metric }) => metric);
    expect(metrics).toEqual(['p50Us', 'p99Us']);
  });
});

describe('a figure that is limited', () => {
  const searched = (rps: number, bound: 'found' | 'at-least'): ModeResult => {
    const repeats = blocks(6, (block) => ({ ...repeat(block, {}), capacityRps: rps + block }));
    const slo = { latencyUs: { p99: 10_000 }, errors: 0 };
    const search = { capacityRps: rps, ci95: null, bound, kneeRps: null, slo, curve: [] };
    return modeResult({ mode: 'embedded', loads: { load: loadSummary({ kind: 'open', repeats, search }) } });
  };
  const of = (base: ModeResult, other: ModeResult): Comparison =>
    find(compareModes({ embedded: base, other }), 'capacityRps', 'other', 'embedded');

  it.each([
    ['lower than', searched(1000, 'found'), searched(500, 'at-least')],
    ['the same as', searched(1000, 'found'), searched(1000, 'at-least')],
    ['higher than', searched(500, 'at-least'), searched(1000, 'found')],
  ])('decides nothing as a lower bound that makes a mode %s another', (_, base, other) => {
    expect(of(base, other)).toMatchObject({
      verdict: 'inconclusive',
      limitedBy: 'lower-bound',
      repeatsToSettle: null,
    });
  });

  it.each([
    ['higher', searched(500, 'found'), searched(1000, 'at-least')],
    ['lower', searched(1000, 'at-least'), searched(500, 'found')],
  ])('decides as a lower bound that is the better one: %s', (verdict, base, other) => {
    expect(of(base, other)).toMatchObject({ verdict });
    expect(of(base, other)).not.toHaveProperty('limitedBy');
  });

  it('decides nothing in the percentile in which the load process was late', () => {
    const reason = 'p99 counts 3 ms that the load process was late';
    const notes: LoadSummary['notes'] = [
      { percentile: 'p99', figure: 'latencyUs', code: 'generator-limited', reason },
    ];
    const open = (p99: number, more: Partial<LoadSummary>): ModeResult => {
      const repeats = blocks(6, (block) => repeat(block, { p50: p99 / 2, p99 }));
      return modeResult({
        mode: 'embedded',
        loads: { load: loadSummary({ kind: 'open', repeats, ...more }) },
      });
    };
    for (const [base, other] of [
      [open(900, {}), open(400, { notes })],
      [open(900, { notes }), open(400, {})],
    ] as const) {
      const all = compareModes({ embedded: base, other });
      expect(find(all, 'p99Us', 'other', 'embedded')).toMatchObject({
        verdict: 'inconclusive',
        limitedBy: 'generator',
      });
      expect(find(all, 'p50Us', 'other', 'embedded').verdict).toBe('lower');
    }
  });
});

describe('the reference', () => {
  const some = (rps: number): ModeResult => modeOf(blocks(3, (block) => repeat(block, { rps })));
  const floor = modeOf(
    blocks(3, (block) => repeat(block, { rps: 0, p50: null, p99: null }, { rps: 400, p50: 250 })),
    'closed',
    'null',
  );
  const againsts = (modes: Record<string, ModeResult>): string[] => [
    ...new Set(compareModes(modes).map(({ mode, against }) => `${mode}/${against}`)),
  ];

  it('is the floor and embedded, else the first mode that is no floor', () => {
    expect(againsts({ null: floor, micro: some(50), embedded: some(100) })).toEqual([
      'micro/null',
      'embedded/null',
      'micro/embedded',
    ]);
    expect(againsts({ null: floor, a: some(50), b: some(100) })).toEqual(['a/null', 'b/null', 'b/a']);
    expect(againsts({ a: some(50), b: some(100) })).toEqual(['b/a']);
    expect(againsts({ a: some(50) })).toEqual([]);
  });

  it('that is the floor counts all that it completed, since it answers nothing', () => {
    const comparisons = compareModes({ null: floor, embedded: some(100) });
    expect(find(comparisons, 'throughputRps', 'embedded', 'null').ratio).toBeCloseTo(0.25, 9);
    expect(find(comparisons, 'p50Us', 'embedded', 'null').ratio).toBeCloseTo(4, 9);
  });
});
