import { expect, it } from 'vitest';

import { exitCodeOf } from '../../../src/bench/exit-code.js';
import type { Comparison } from '../../../src/result/comparison-contract.js';
import type { ModeResult } from '../../../src/result/mode-contract.js';
import { loadSummary, modeResult, result } from './results.js';

const FINE = modeResult();
const FLOOR = modeResult({ mode: 'null' });
const FAILED = modeResult({ status: 'failed', loads: {} });
const INVALID = modeResult({
  loads: { a: loadSummary(), b: loadSummary({ validity: { valid: false, reasons: [] } }) },
});
const MEETS = modeResult({ objectives: { met: true, missed: [] } });
const MISSES = modeResult({ objectives: { met: false, missed: ['p99'] } });
const comparison = (verdict: Comparison['verdict']): Comparison => ({ verdict }) as Comparison;

it.each<[number, string, Record<string, ModeResult>, Parameters<typeof result>[1], boolean]>([
  [0, 'everything was measured', { FLOOR, FINE }, {}, false],
  [0, 'one mode meets the objectives', { FLOOR, MEETS, MISSES }, {}, false],
  [
    0,
    'a comparison is inconclusive, but nobody asked',
    { FINE },
    { comparisons: [comparison('inconclusive')] },
    false,
  ],
  [0, 'every comparison is settled, strictly', { FINE }, { comparisons: [comparison('same')] }, true],
  [1, 'no mode meets the objectives', { FLOOR, MISSES }, {}, false],
  [
    1,
    'no mode meets the objectives, strictly',
    { MISSES },
    { comparisons: [comparison('inconclusive')] },
    true,
  ],
  [3, 'a mode failed', { FINE, FAILED }, {}, false],
  [3, 'a mode failed although another meets the objectives', { MEETS, FAILED }, {}, false],
  [3, 'a load has no valid trial', { FINE, INVALID }, {}, false],
  [3, 'no mode was measured', {}, {}, false],
  [
    4,
    'a comparison is inconclusive, strictly',
    { FINE },
    { comparisons: [comparison('inconclusive')] },
    true,
  ],
  [130, 'the run was interrupted', { FAILED }, { status: 'interrupted' }, true],
])('%i where %s', (code, _, modes, changes, strict) => {
  expect(exitCodeOf(result(modes, changes), strict)).toBe(code);
});
