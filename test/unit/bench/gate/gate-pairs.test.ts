import { describe, expect, it } from 'vitest';

import { comparedFigures, missingFigures } from '../../../../src/bench/gate/gate-pairs.js';
import type { GateRule } from '../../../../src/core/gate.js';
import { loadSummary, modeResult, repeat, result } from '../results.js';

const RULE: GateRule = {
  path: 'embedded.saturation.throughputRps',
  mode: 'embedded',
  load: 'saturation',
  metric: 'throughputRps',
  limit: { kind: 'change', direction: 'decrease', share: 0.1 },
};
const ALL = new Set([0, 1, 2, 3]);

/** Trials with these rates; null is an invalid one. */
const side = (...rates: readonly (number | null)[]) => {
  const repeats = rates.map((rps, block) => repeat(block, { rps: rps ?? 1 }, {}, rps !== null));
  return result({ embedded: modeResult({ loads: { saturation: loadSummary({ repeats }) } }) });
};

describe('what a rule of a gate compares', () => {
  it('counts the valid trials of the head that answered nothing, where the base did', () => {
    expect(missingFigures(RULE, { base: side(9, 9, 9, 9), head: side(0, 9, null, 0) }, ALL)).toBe(2);
    expect(missingFigures(RULE, { base: side(0, 9, 9, null), head: side(0, 9, 9, 0) }, ALL)).toBe(0);
    expect(missingFigures(RULE, { base: undefined, head: side(0, 9, 9, 9) }, new Set([1, 2]))).toBe(0);
  });

  it('shows the figures of the pairs alone', () => {
    const sides = { base: side(4, 100, 9, 9), head: side(1, null, 9, 9) };
    expect(comparedFigures(RULE, sides, new Set([0, 1]))).toEqual({ base: 4, head: 1 });
    expect(comparedFigures(RULE, sides, new Set([1]))).toEqual({ base: null, head: null });
  });
});
