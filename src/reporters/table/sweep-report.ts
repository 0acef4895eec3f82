import type { Result, SweepResult } from '../../result/contract.js';
import { quote } from '../../scenario/suggest.js';
import { formatFigure } from '../format-number.js';
import { columnsOf, type Column } from './columns.js';
import { drawGrid } from './draw-grid.js';
import type { Group } from './grid.js';
import { sweepHeadingLines } from './heading.js';
import { findInvalidLoads, type InvalidLoads } from './invalid-loads.js';
import { failureLines, invalidLines, section } from './notes.js';
import type { Paint } from './paint.js';
import { rankFigures } from './rank.js';
import { sourceItems } from './source-lines.js';
import { sweepMetrics, timedLoad, type SweepMetric } from './sweep-metrics.js';
import { payItems } from './sweep-pays.js';
import { wrapText } from './text.js';

/** One value of a sweep with its run. */
interface Point {
  /** `traffic.unseen = 0.05`. */
  readonly name: string;
  readonly result: Result;
  readonly columns: readonly Column[];
}

/** A sweep as one table: a line for each value and mode with the metrics that matter most. Blocks of lines. */
export function sweepReport({ sweep, runs }: SweepResult, width: number, paint: Paint): string[][] {
  // After an interruption there are fewer runs than values.
  const points = runs.map((result, index): Point => {
    const name = `${sweep.path} = ${quote(sweep.values[index])}`;
    return { name, result, columns: columnsOf(result) };
  });
  const invalid = findInvalidLoads(
    points.flatMap(({ name, result }) =>
      Object.entries(result.modes).flatMap(([mode, { loads }]) =>
        Object.entries(loads).map(([load, summary]) => ({ mode: placeOf(name, mode), load, summary })),
      ),
    ),
  );
  const metrics = sweepMetrics(points.flatMap(({ columns }) => columns));
  const head = metrics.map(({ title }) => ({ label: title }));
  const groups = points.map((point) => groupOf(point, metrics, invalid));
  const failures = points.flatMap(({ name, columns }) =>
    failureLines(
      columns.map((column) => ({ ...column, label: placeOf(name, column.label) })),
      width,
      paint,
    ),
  );
  return [
    sweepHeadingLines(runs, width, paint),
    ...drawGrid({ head, groups }, width, paint),
    [...legendLines(width, paint), ...failures, ...invalidLines(invalid, width, paint)],
    section(
      'Where a table or a cache in front of a model pays',
      'title',
      payItemsOf(sweep, runs),
      width,
      paint,
    ),
    section('By source', 'title', sourcesOf(points), width, paint),
    section('Warnings', 'doubtful', warningsOf(points), width, paint),
    nextLines(points, width),
  ];
}

function placeOf(point: string, mode: string): string {
  return `${point}, ${mode}`;
}

/** The best is that of one value: between values it is the sweep that makes the difference. */
function groupOf(
  { name, result, columns }: Point,
  metrics: readonly SweepMetric[],
  invalid: InvalidLoads,
): Group {
  const cells = metrics.map(({ better, unit, read }) => {
    const figures = columns.map((column) =>
      read(column, (load) => invalid.referTo(placeOf(name, column.label), load)),
    );
    const format = (value: number): string => formatFigure(value, unit);
    return rankFigures(figures, { better, format, withRatios: unit !== 'share' });
  });
  const { id, status } = result.run;
  return {
    name,
    about: [status === 'finished' ? `run ${id}` : `run ${id}, ${status}`],
    rows: columns.map(({ label }, row) => ({
      label,
      cells: cells.flatMap((column) => column[row] ?? []),
    })),
  };
}

function legendLines(width: number, paint: Paint): string[] {
  const text =
    '* best of its value, of answered requests; 0.49x: times the best of its value; - nothing to show';
  return wrapText(text, width).map((line) => paint('quiet', line));
}

function payItemsOf({ path, values }: SweepResult['sweep'], runs: SweepResult['runs']): string[] {
  const swept = runs.map((result, index) => ({ value: quote(values[index]), result }));
  return payItems(path, swept);
}

function sourcesOf(points: readonly Point[]): string[] {
  return points.flatMap(({ name, columns }) => {
    const load = timedLoad(columns);
    return sourceItems(columns, load === undefined ? [] : [load]).map((item) => `${name}, ${item}`);
  });
}

/** A warning that all runs share is said once. */
function warningsOf(points: readonly Point[]): string[] {
  const all = points.flatMap(({ name, result }) => result.warnings.map((text) => ({ name, text })));
  return [...new Set(all.map(({ text }) => text))].map((text) => {
    const names = all.filter((warning) => warning.text === text).map(({ name }) => name);
    return names.length === points.length ? text : `${names.join(', ')}: ${text}`;
  });
}

function nextLines(points: readonly Point[], width: number): string[] {
  const [first] = points;
  if (!first) return ['No value of the sweep was measured.'];
  return wrapText(`Next: servebench report ${first.result.run.id}    everything about ${first.name}`, width);
}
