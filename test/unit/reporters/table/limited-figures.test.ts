import { describe, expect, it } from 'vitest';

import { answerOf } from '../../../../src/reporters/answer/answer.js';
import { summaryTable } from '../../../../src/reporters/summary-table.js';
import { columnsOf } from '../../../../src/reporters/table/columns.js';
import { loadFigure } from '../../../../src/reporters/table/load-groups.js';
import { rankFigures } from '../../../../src/reporters/table/rank.js';
import { tableReporter } from '../../../../src/reporters/table/table.js';
import type { Result } from '../../../../src/result/contract.js';
import type { LoadSummary } from '../../../../src/result/load-contract.js';
import { LOAD_METRICS } from '../../../../src/result/metrics.js';
import { loadOf, modeOf, resultOf } from '../../../golden/documents/build.js';

const ranking = { better: 'higher', format: (value: number) => `${value}/s` } as const;

function limitedRun(): Result {
  const open = (p50Us: number): LoadSummary =>
    loadOf({ kind: 'open', rps: 1000, p50Us, tail: 2, repeats: 8, seed: 1 });
  const reason = 'p99 counts 3 ms that the load process was late';
  const notes: LoadSummary['notes'] = [
    { percentile: 'p99', figure: 'latencyUs', code: 'generator-limited', reason },
  ];
  const of = (label: string, load: LoadSummary) =>
    modeOf(label, { loads: { steady: load }, anonBytes: 1e7, storage: { model: 1 }, cpuUs: 10 });
  return resultOf({ a: of('a', { ...open(500), notes }), b: of('b', open(900)), c: of('c', open(1000)) });
}

describe('a figure that is only a lower bound', () => {
  it('is shown as one, without a ratio, and nobody below or above it is the best', () => {
    const cells = rankFigures(
      [
        { value: 9000, standing: 'contender' },
        { value: 8000, standing: 'contender', isAtLeast: true },
      ],
      ranking,
    );
    expect(cells).toEqual([
      { kind: 'figure', text: '9000/s' },
      { kind: 'figure', text: '>= 8000/s' },
    ]);
  });

  it('is the best where it is the highest', () => {
    const [first] = rankFigures(
      [
        { value: 90_000, standing: 'contender', isAtLeast: true },
        { value: 8000, standing: 'contender' },
      ],
      ranking,
    );
    expect(first).toMatchObject({ text: '>= 90000/s', best: true });
  });
});

describe('a percentile in which the load process was late', () => {
  it('is doubtful in the table and never the best', () => {
    const result = limitedRun();
    const metric = LOAD_METRICS.find(({ id }) => id === 'p99Us');
    if (!metric) throw new Error('no p99');
    const figures = columnsOf(result).map((column) => loadFigure(column, 'steady', metric, undefined));
    const [a, b] = rankFigures(figures, { better: 'lower', format: String });
    expect(a).toMatchObject({ aside: '!gen', asideTone: 'doubtful' });
    expect(a).not.toHaveProperty('best');
    expect(b).toMatchObject({ best: true });
    const text = tableReporter.render(result, { color: false, width: 100 });
    expect(text).toContain('!gen the load process was late');
    expect(text).toContain('limited by generator');
  });

  it('is doubtful in the summary', () => {
    const result = limitedRun();
    const { head, rows } = summaryTable(result, answerOf(result));
    expect(rows[0]?.cells[head.indexOf('steady p99')]).toMatchObject({
      mark: 'doubtful',
      aside: 'the load process was late',
    });
  });
});
