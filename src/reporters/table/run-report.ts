import type { Result } from '../../result/contract.js';
import { unknownWord } from '../../scenario/suggest.js';
import type { RenderOptions } from '../reporter.js';
import { answerGroup } from './answer-group.js';
import { capacityLines } from './capacity-lines.js';
import { columnsOf, type Column } from './columns.js';
import { comparisonLines } from './comparison-lines.js';
import { drawGrid } from './draw-grid.js';
import type { Grid, Head } from './grid.js';
import { headingLines } from './heading.js';
import { findInvalidLoads, type InvalidLoads } from './invalid-loads.js';
import { LIMITED, loadGroups } from './load-groups.js';
import { operationGroup, resourceGroup, startGroup } from './mode-groups.js';
import { failureLines, invalidLines, remarks, section } from './notes.js';
import type { Paint } from './paint.js';
import { precisionLines } from './precision-lines.js';
import { sourceItems } from './source-lines.js';
import { wrapText } from './text.js';
import { timeSplitLines } from './time-split.js';

/** One run: heading, table, and below it what explains the table. Blocks of lines, to be set apart. */
export function runReport(
  result: Result,
  { against }: Pick<RenderOptions, 'against'>,
  width: number,
  paint: Paint,
): string[][] {
  const columns = columnsOf(result);
  const found = columns.findIndex(({ label }) => label === against);
  const base = found === -1 ? undefined : found;
  const invalid = findInvalidLoads(
    columns.flatMap(({ label, mode }) =>
      Object.entries(mode.loads).map(([load, summary]) => ({ mode: label, load, summary })),
    ),
  );
  const labels = columns.map(({ label }) => label);
  const isUnknown = against !== undefined && base === undefined;
  const warnings = isUnknown
    ? [`${unknownWord('mode', against, labels)}: ratios refer to the best of each row`]
    : [];
  const grid = gridOf(result, columns, invalid, base);
  return [
    headingLines(result, width, paint),
    ...drawGrid(grid, width, paint),
    [
      ...legendLines(grid, columns[base ?? -1]?.label, width, paint),
      ...failureLines(columns, width, paint),
      ...invalidLines(invalid, width, paint),
    ],
    timeSplitLines(columns, invalid, width, paint),
    section('By source', 'title', sourceItems(columns), width, paint),
    capacityLines(result, width, paint),
    section('Objectives missed', 'bad', missedObjectives(columns), width, paint),
    comparisonLines(result, against, width, paint),
    precisionLines(result, width, paint),
    section('Warnings', 'doubtful', [...warnings, ...result.warnings], width, paint),
    section('Notes', 'title', remarks(result, columns), width, paint),
    wrapText(`Next: servebench report ${result.run.id} --format json    all figures, every trial`, width),
  ];
}

function gridOf(
  result: Result,
  columns: readonly Column[],
  invalid: InvalidLoads,
  base: number | undefined,
): Grid {
  return {
    head: columns.map((column, index) => headOf(column, index === base)),
    groups: [
      ...loadGroups(result, columns, invalid, base),
      resourceGroup(columns, base),
      startGroup(columns, base),
      answerGroup(columns),
      operationGroup(columns),
    ],
  };
}

function headOf({ label, standing }: Column, isBase: boolean): Head {
  if (standing === 'out') return { label, status: 'failed', tone: 'bad' };
  if (isBase) return { label, status: 'is 1.00x' };
  return standing === 'floor' ? { label, status: 'the floor' } : { label };
}

function legendLines(grid: Grid, base: string | undefined, width: number, paint: Paint): string[] {
  const ratios = base === undefined ? 'the best of its row' : base;
  const cells = grid.groups.flatMap(({ rows }) => rows.flatMap((row) => row.cells));
  const isLimited = cells.some((cell) => cell.kind === 'figure' && cell.aside === LIMITED);
  const limited = isLimited ? `; ${LIMITED} the load process was late, see Notes` : '';
  const text = `* best of its row, of answered requests; 0.49x: times ${ratios}; - too few samples, or nothing to show${limited}`;
  return wrapText(text, width).map((line) => paint('quiet', line));
}

function missedObjectives(columns: readonly Column[]): string[] {
  return columns.flatMap(({ label, mode: { objectives } }) =>
    objectives && !objectives.met ? [`${label}: ${objectives.missed.join('; ')}`] : [],
  );
}
