import { describe, expect, it } from 'vitest';

import { drillCsv } from '../../../../src/reporters/drill/csv.js';
import { drillMarkdown } from '../../../../src/reporters/drill/markdown.js';
import { drillTable } from '../../../../src/reporters/drill/table.js';
import { drillSchema, type DrillResult } from '../../../../src/result/drill-contract.js';
import { drilled, madeResult, period } from './made-result.js';

const RESULT: DrillResult = madeResult({
  'micro-1': drilled({
    requests: { scheduled: 200, sent: 190, answered: 148, failed: 42, timeouts: 0, shed: 30, neverSent: 10 },
    before: period({ answered: 88, failed: 2 }),
    sinceEvent: period({
      ...{ answered: 60, failed: 40, shed: 30 },
      got: [
        { what: '200 model', outcome: 'model', requests: 60, latencyUs: { p50: 600, p99: null, max: 900 } },
        {
          what: '503 OVERLOADED',
          outcome: 'shed',
          requests: 30,
          latencyUs: { p50: 400, p99: null, max: 500 },
        },
        { what: '502 X', outcome: 'error', requests: 3, latencyUs: { p50: null, p99: null, max: 2000 } },
      ],
    }),
    outageMs: 1234.5,
    recoveryMs: null,
    backMs: null,
    problem: 'it was not ready',
    balancer: { retries: 1, ejections: 2, breakerOpened: 3 },
  }),
  embedded: drilled({ backMs: 1400 }),
  null: { status: 'inapplicable', reason: 'none of its processes holds a model' },
  broken: { status: 'failed', error: { code: 'NOT_READY', message: 'no | luck' } },
});

/** @returns cells of the row with this label, without the label */
function rowOf(text: string, label: string): string[] {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${label} `)) ?? '';
  return line.slice(label.length).trim().split(/ {2,}/);
}

describe('reports of drills', () => {
  it('are made of documents of the contract', () => {
    expect(drillSchema.parse(RESULT)).toEqual(RESULT);
  });

  it('as a table: a matrix of modes and figures, what is missing named', () => {
    const text = drillTable(RESULT, { color: false, width: 100 });
    expect(rowOf(text, 'failed since')).toEqual(['40', '0', '-', '-']);
    expect(rowOf(text, 'failed before')).toEqual(['2', '0', '-', '-']);
    expect(rowOf(text, '- shed (503)')).toEqual(['30', '0', '-', '-']);
    expect(rowOf(text, 'unsent in all')).toEqual(['10', '0', '-', '-']);
    expect(rowOf(text, 'process back')).toEqual(['never', '1,400 ms', '-', '-']);
    expect(rowOf(text, 'all well after')).toEqual(['not over', '0 ms', '-', '-']);
    expect(rowOf(text, 'breaker opened')).toEqual(['3', '-', '-', '-']);
    // Figures that nothing here has are left out.
    expect(text).not.toContain('both versions');
    expect(text).not.toContain('- no answer');
    expect(text).toContain('60 x 200 model (median 600 us), 30 x 503 OVERLOADED (median 400 us), 3 x 502 X');
    expect(text).toContain('none of its processes holds a model');
    expect(text).toContain('failed: no | luck (NOT_READY)');
    expect(text).toContain('it was not ready');
    expect(text).toMatch(/10 requests were never sent/);
    expect(text).not.toContain('short of CPU');
  });

  it.each([40, 60, 100])('as a table no wider than a terminal of %i columns', (width) => {
    const lines = drillTable(RESULT, { color: false, width }).split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
  });

  it('as CSV: one row a figure, unrounded, and one for each mode without any', () => {
    const lines = drillCsv(RESULT).split('\r\n');
    expect(lines[0]).toBe('scenario,drill,mode,status,metric,unit,value');
    expect(lines).toContain('drills,kill,micro-1,drilled,outageMs,ms,1234.5');
    expect(lines).toContain('drills,kill,micro-1,drilled,recoveryMs,ms,');
    expect(lines).toContain('drills,kill,micro-1,drilled,got: 503 OVERLOADED,count,30');
    expect(lines).toContain('drills,kill,broken,failed,,,');
  });

  it('as markdown: a table, and what a message says cannot break it', () => {
    const text = drillMarkdown(RESULT);
    expect(text).toContain('| failed since | 40 | 0 | - | - |');
    expect(text).toContain('no \\| luck');
    expect(text.split('\n').filter((line) => line.startsWith('| ')).length).toBeGreaterThan(10);
  });
});
