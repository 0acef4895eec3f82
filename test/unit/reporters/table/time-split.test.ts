import fc from 'fast-check';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';

import type { Column } from '../../../../src/reporters/table/columns.js';
import { paintWith } from '../../../../src/reporters/table/paint.js';
import { timeSplitLines } from '../../../../src/reporters/table/time-split.js';
import type { LoadSummary } from '../../../../src/result/load-contract.js';
import type { ModeResult } from '../../../../src/result/mode-contract.js';
import type { TimeSplitSummary } from '../../../../src/result/time-split-contract.js';

const NO_PARTS = {
  parse: 0,
  encode: 0,
  queue: 0,
  marshal: 0,
  transport: 0,
  modelRun: 0,
  tableRead: 0,
  other: 0,
  serialise: 0,
};

/** A split whose floor is what the parts leave of `endToEnd`. */
function splitOf(endToEnd: number, parts: Partial<typeof NO_PARTS> = {}): TimeSplitSummary {
  const inside = Object.values(parts).reduce((sum, us) => sum + us, 0);
  return { ...NO_PARTS, ...parts, endToEnd, http: endToEnd - inside, sampled: 300 };
}

/** A mode with no more in it than the report of its time looks at. */
function columnOf(
  label: string,
  loads: Readonly<Record<string, readonly [LoadSummary['kind'], TimeSplitSummary | undefined]>>,
): Column {
  const summaries = Object.entries(loads).map(([id, [kind, timeSplitUs]]): [string, LoadSummary] => [
    id,
    { kind, ...(timeSplitUs ? { timeSplitUs } : {}) } as LoadSummary,
  ]);
  const mode = { status: 'measured', loads: Object.fromEntries(summaries) } as unknown as ModeResult;
  return { label, mode, standing: 'contender' };
}

const VALID = { referTo: () => undefined };
const plain = paintWith(false);

const MODES = [
  columnOf('null', { steady: ['open', splitOf(100, { parse: 2, encode: 1, serialise: 1 })] }),
  columnOf('embedded', {
    steady: ['open', splitOf(200, { parse: 2, encode: 1, queue: 22, modelRun: 100, other: 1, serialise: 1 })],
  }),
  columnOf('microservice', {
    steady: ['open', splitOf(400, { parse: 2, queue: 40, marshal: 20, transport: 180, modelRun: 60 })],
  }),
];

describe('where the time goes, in a terminal', () => {
  test('is one stacked bar a mode on a common scale, with its figures', () => {
    expect(timeSplitLines(MODES, VALID, 100, plain)).toEqual([
      'Where the time of a median request goes: steady, in us',
      '                                                   p50  · http  = app  ░ queue  ~ transport  █ model',
      'null          ·········                            100      96    4.0        -            -        -',
      'embedded      ······=░░█████████                   200      73    5.0       22            -      100',
      'microservice  ·········░░░░~~~~~~~~~~~~~~~~~█████  400      98    2.0       40          200       60',
      '· http: client, kernel, node:http, waiting for the event loop; = app: parse, encode, serialise',
      '░ queue: waiting for a run of the model',
      '~ transport: the call to a model server, tensors packed and unpacked at both ends; █ model: its run',
      'from at least 300 traced requests a mode',
    ]);
  });

  test('has its figures below the bar where the terminal is narrow', () => {
    const lines = timeSplitLines(MODES, VALID, 60, plain);
    expect(lines[1]).toMatch(/^null {10}·+=$/);
    expect(lines[2]).toBe('              p50 100, · http 96, = app 4.0');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
  });

  test('is of the first open load that was traced, else of the first closed one', () => {
    const closed = ['closed', splitOf(900)] as const;
    const title = (columns: readonly Column[]): string | undefined =>
      timeSplitLines(columns, VALID, 100, plain)[0];
    const both = columnOf('embedded', { full: closed, quiet: ['open', splitOf(100)] });
    expect(title([both])).toContain('goes: quiet, in us');
    expect(title([columnOf('embedded', { full: closed, quiet: ['open', undefined] })])).toContain('full');
    expect(title([columnOf('external', { full: ['closed', undefined] })])).toBeUndefined();
  });

  test('marks what is invalid, untraced or cannot be told', () => {
    const columns = [
      columnOf('embedded', { steady: ['open', splitOf(200, { modelRun: 90 })] }),
      columnOf('external', { steady: ['open', undefined] }),
      columnOf('odd', {
        steady: ['open', { ...splitOf(50, { modelRun: 60 }), http: null, note: 'no HTTP floor can be told' }],
      }),
    ];
    const invalid = { referTo: (mode: string) => (mode === 'embedded' ? '!2' : undefined) };
    const lines = timeSplitLines(columns, invalid, 100, plain);
    expect(lines.find((line) => line.startsWith('embedded'))).toMatch(/200 .* 90 !2$/);
    expect(lines.find((line) => line.startsWith('external'))).toMatch(/not traced$/);
    expect(lines.find((line) => line.startsWith('odd'))).toMatch(/50 +\? +60$/);
    expect(lines.at(-1)).toBe('  odd: no HTTP floor can be told');
    // Its bar is longer than its median, and fits all the same.
    const [, head = '', alone = ''] = timeSplitLines(columns.slice(2), VALID, 100, plain);
    expect(alone).toMatch(/█ +50 +\? +60$/);
    expect(alone).toHaveLength(head.length);
  });

  test('shows what a predictor does not tell apart only where it is much', () => {
    const little = columnOf('a', { steady: ['open', splitOf(100, { parse: 1, other: 4 })] });
    const much = columnOf('b', { steady: ['open', splitOf(100, { parse: 1, other: 40 })] });
    expect(timeSplitLines([little], VALID, 100, plain).join('\n')).not.toContain('? other');
    const lines = timeSplitLines([little, much], VALID, 100, plain);
    expect(lines[2]).toMatch(/100 +95 +1\.0 +4\.0$/);
    expect(lines[3]).toMatch(/100 +59 +1\.0 +40$/);
  });

  test('changes to milliseconds where a request takes long', () => {
    const lines = timeSplitLines(
      [columnOf('slow', { steady: ['open', splitOf(250_000, { parse: 20, modelRun: 240_000 })] })],
      VALID,
      100,
      plain,
    );
    expect(lines[0]).toContain('in ms');
    expect(lines[2]).toMatch(/250 +10 +<0\.1 +240$/);
  });

  test('reads the same with colour, and never exceeds the width', () => {
    const part = fc.double({ min: 0, max: 50_000, noNaN: true });
    const parts = fc.record({ parse: part, queue: part, transport: part, modelRun: part, tableRead: part });
    const mode = fc.tuple(fc.stringMatching(/^[a-z][a-z0-9-]{0,24}$/), parts, part);
    fc.assert(
      fc.property(
        fc.uniqueArray(mode, { minLength: 1, maxLength: 6, selector: ([label]) => label }),
        fc.integer({ min: 40, max: 160 }),
        (modes, width) => {
          const columns = modes.map(([label, inside, http]) => {
            const endToEnd = http + Object.values(inside).reduce((sum, us) => sum + us, 1);
            return columnOf(label, { steady: ['open', splitOf(endToEnd, inside)] });
          });
          const invalid = { referTo: (label: string) => (label.length % 2 === 0 ? undefined : '!1,2') };
          const lines = timeSplitLines(columns, invalid, width, plain);
          expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
          const painted = timeSplitLines(columns, invalid, width, paintWith(true));
          expect(painted.map((line) => stripVTControlCharacters(line))).toEqual(lines);
        },
      ),
    );
  });
});
