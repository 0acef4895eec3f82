import { describe, expect, it } from 'vitest';

import { judgeObjectives } from '../../../src/bench/judge-objectives.js';
import type { Objectives } from '../../../src/core/scenario.js';
import type { LoadSummary } from '../../../src/result/load-contract.js';
import type { ModeResult } from '../../../src/result/mode-contract.js';
import { latency, loadSummary, modeResult } from './results.js';

function judge(
  objectives: Partial<Objectives>,
  load: Partial<LoadSummary> = {},
  mode: Partial<ModeResult> = {},
) {
  const loads = { saturation: loadSummary(load) };
  return judgeObjectives(modeResult({ loads, ...mode }), { latencyUs: {}, ...objectives }).objectives;
}

const MET = { met: true, missed: [] };
const answered = (p99: number | null, throughputRps = 100): Partial<LoadSummary> => ({
  answered: { throughputRps, latencyUs: latency({ p99 }) },
});

it('without objectives there is nothing to meet', () => {
  expect(judge({})).toBeUndefined();
});

describe('a latency', () => {
  it('meets its limit up to the limit itself', () => {
    expect(judge({ latencyUs: { p99: 2000 } }, answered(2000))).toEqual(MET);
    expect(judge({ latencyUs: { p99: 2000 } }, answered(2001))?.missed).toEqual([
      'saturation: p99 2 ms is above 2 ms',
    ]);
    expect(judge({ latencyUs: { p99: 2000 } }, answered(2500))?.missed).toEqual([
      'saturation: p99 2.5 ms is above 2 ms',
    ]);
  });

  it('is that of answered requests: a mode does not meet it by missing', () => {
    const fastMisses = { ...answered(5000), latencyUs: latency({ p99: 100 }) };
    expect(judge({ latencyUs: { p99: 2000 } }, fastMisses)?.met).toBe(false);
  });

  it('that could not be measured is not met', () => {
    expect(judge({ latencyUs: { p99: 2000 } }, answered(null))?.missed).toEqual([
      'saturation: p99 could not be measured: too few answers',
    ]);
  });
});

describe('errors', () => {
  const lost = (errors: number, timeouts: number): Partial<LoadSummary> => ({
    requests: { sent: 1000, completed: 0, errors, timeouts, dropped: 0 },
  });

  it('are those that failed or timed out, as a share of what was sent', () => {
    expect(judge({ errors: 0.01 }, lost(5, 5))).toEqual(MET);
    expect(judge({ errors: 0.01 }, lost(6, 5))?.missed).toEqual(['saturation: errors 1.1% are above 1%']);
    expect(judge({ errors: 0 }, lost(0, 0))).toEqual(MET);
  });
});

describe('a throughput', () => {
  it('is asked of closed loads, of answered requests', () => {
    expect(judge({ throughputRps: 100 }, answered(1, 100))).toEqual(MET);
    expect(judge({ throughputRps: 100 }, answered(1, 99))?.missed).toEqual([
      'saturation: throughput 99/s is below 100/s',
    ]);
    expect(judge({ throughputRps: 100 }, { ...answered(1, 10), kind: 'open' })).toEqual(MET);
  });
});

describe('a coverage', () => {
  const covering = (requests: number): Partial<ModeResult> => ({
    coverage: { requests, distinctKeys: 1, newCombinations: 0, unseenValues: 0, estimated: false },
  });

  it('is at least what is asked for', () => {
    expect(judge({ coverage: 0.9 }, {}, covering(0.9))).toEqual(MET);
    expect(judge({ coverage: 0.9 }, {}, covering(0.899))?.missed).toEqual(['coverage 89.9% is below 90%']);
  });

  it('that is unknown is not met', () => {
    expect(judge({ coverage: 0.9 }, {}, { coverage: null })?.missed).toEqual([
      'coverage could not be measured',
    ]);
  });
});

it('every load and every objective is judged', () => {
  const loads = { a: loadSummary(answered(3000, 50)), b: loadSummary(answered(4000, 50)) };
  const objectives = { latencyUs: { p99: 2000 }, throughputRps: 80 };
  expect(judgeObjectives(modeResult({ loads }), objectives).objectives?.missed).toHaveLength(4);
});

it('a mode that failed meets none', () => {
  expect(judge({ errors: 1 }, {}, { status: 'failed', loads: {} })).toEqual({
    met: false,
    missed: ['the mode failed'],
  });
});
