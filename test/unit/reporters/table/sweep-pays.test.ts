import { describe, expect, it } from 'vitest';

import { payItems, type SweptRun } from '../../../../src/reporters/table/sweep-pays.js';
import type { Comparison } from '../../../../src/result/comparison-contract.js';
import type { Result } from '../../../../src/result/contract.js';
import type { ModeResult } from '../../../../src/result/mode-contract.js';
import { loadSummary, modeResult } from '../../bench/results.js';

type Verdict = Comparison['verdict'];

const COVERAGE = { requests: 1, distinctKeys: 1, newCombinations: 0, unseenValues: 0, estimated: false };

const embedded: ModeResult = modeResult({ coverage: COVERAGE, loads: { full: loadSummary() } });
const hybrid: ModeResult = modeResult({
  coverage: { ...COVERAGE, table: { requests: 0.5, distinctKeys: 0.1 } },
  loads: { full: loadSummary() },
});
const precomputed: ModeResult = modeResult({ coverage: { ...COVERAGE, requests: 0.5 } });

function runs(verdicts: readonly Verdict[]): { value: string; result: Result }[] {
  return verdicts.map((verdict, index) => {
    const judged = ['hybrid', 'precomputed'].map((mode): Comparison => ({
      metric: 'throughputRps',
      load: 'full',
      mode,
      against: 'embedded',
      ratio: 1 + index / 10,
      ci95: verdict === 'inconclusive' ? null : [1, 2],
      verdict,
      pairs: 3,
      method: 'paired-t',
      repeatsToSettle: null,
    }));
    const result = { modes: { embedded, hybrid, precomputed }, comparisons: judged };
    return { value: String(index), result: result as unknown as Result };
  });
}

describe('where a hybrid pays', () => {
  it.each<[Verdict[], RegExp]>([
    [['higher', 'higher'], /^hybrid against embedded, full throughput: pays at every value of p \(0 /],
    [['same', 'lower'], /does not pay at any value of p/],
    [
      ['higher', 'higher', 'same', 'lower'],
      /pays up to p = 1 \(1\.10x, 95% 1\.00x to 2\.00x\), and stops at 2 \(/,
    ],
    [['same', 'higher', 'higher'], /does not pay up to p = 0 \(.*\), and does from 1 \(/],
    [
      ['higher', 'inconclusive', 'lower'],
      /pays at p = 0 .*; does not at p = 2 .*; cannot be told .* at p = 1 \(1\.10x\)$/,
    ],
    [['higher', 'same', 'higher', 'same'], /pays at p = 0 .*, 2 .*; does not at p = 1 .*, 3 /],
  ])('%j', (verdicts, expected) => {
    // A table that leaves requests unanswered is not held against a model.
    const items = payItems('p', runs(verdicts));
    expect(items).toHaveLength(1);
    expect(items[0]).toMatch(expected);
  });

  it('keeps the value at which a cache has no hit, and names those without a comparison', () => {
    const cachedOf = (cache: number): ModeResult =>
      modeResult({
        coverage: COVERAGE,
        loads: { full: loadSummary({ sources: { ...loadSummary().sources, cache } }) },
      });
    const [first, second, third] = runs(['higher', 'higher', 'lower']).map(({ value, result }, index) => ({
      value,
      result: { ...result, modes: { embedded, precomputed, hybrid: cachedOf(index === 2 ? 0 : 10) } },
    })) as unknown as [SweptRun, SweptRun, SweptRun];
    expect(payItems('p', [first, second, third])[0]).toContain('pays up to p = 1');
    const without = { ...third, result: { ...third.result, comparisons: [] } };
    const [words] = payItems('p', [first, second, without]);
    expect(words).toMatch(/pays at every compared value of p \(0 .*, 1 .*\); no comparison at 2$/);
  });
});
