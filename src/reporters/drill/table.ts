import type { DrillOutcome, DrillResult } from '../../result/drill-contract.js';
import type { RenderOptions } from '../reporter.js';
import { drawGrid } from '../table/draw-grid.js';
import type { Cell, Group, Row } from '../table/grid.js';
import { paintWith, type Paint, type Tone } from '../table/paint.js';
import { hang, wrapText } from '../table/text.js';
import { drilledModes, figuresOf } from './figures.js';
import type { DrillReport } from './headline.js';
import { figureText, gotWords, loadWords, modelWords, remarks, slowWords, timelineWords } from './words.js';

const LEAST_WIDTH = 40;
const STATES = {
  drilled: { text: 'drilled', tone: 'plain' },
  inapplicable: { text: 'no meaning', tone: 'quiet' },
  failed: { text: 'failed', tone: 'bad' },
} as const satisfies Record<DrillOutcome['status'], { text: string; tone: Tone }>;

/** Drills as a matrix of modes and figures, for a terminal, with what callers got below. */
export function drillTable(result: DrillResult, options: Pick<RenderOptions, 'color' | 'width'>): string {
  const paint = paintWith(options.color);
  const width = Math.max(LEAST_WIDTH, options.width);
  const labels = [...new Set(result.drills.flatMap(({ modes }) => Object.keys(modes)))];
  const grid = {
    head: labels.map((label) => ({ label })),
    groups: result.drills.map((drill) => groupOf(drill, labels)),
  };
  const blocks = [
    [...wrapText(modelWords(result), width), ...wrapText(loadWords(result), width)],
    ...drawGrid(grid, width, paint),
    ...result.drills.map((drill) => details(drill, width, paint)),
    slowWords(result).flatMap((words) => hang('slow  ', words, width)),
    result.warnings.flatMap((warning) => hang('warning  ', warning, width)),
  ];
  const shown = blocks.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function groupOf({ drill, summary, modes }: DrillReport, labels: readonly string[]): Group {
  const outcomes = labels.map((label) => modes[label] as DrillOutcome);
  const isPlain = outcomes.every(({ status }) => status === 'drilled');
  const states = outcomes.map(({ status }): Cell => ({ kind: 'words', ...STATES[status] }));
  const rows = figuresOf(modes).map((figure): Row => ({
    label: figure.label,
    cells: outcomes.map((outcome) => ({ kind: 'figure', text: figureText(figure, outcome) })),
  }));
  return { name: drill, about: [summary], rows: isPlain ? rows : [{ label: '', cells: states }, ...rows] };
}

function details({ drill, summary, modes }: DrillReport, width: number, paint: Paint): string[] {
  const drilled = drilledModes(modes);
  const indent = Math.max(0, ...Object.keys(modes).map(({ length }) => length)) + 4;
  const line = (label: string, text: string): string[] => hang(`  ${label.padEnd(indent - 2)}`, text, width);
  const got = drilled.flatMap(([label, outcome]) => line(label, gotWords(outcome).join(', ')));
  const done = drilled.flatMap(([label, outcome]) => line(label, timelineWords(outcome).join('; ')));
  const others = remarks(modes).flatMap(([label, what]) => line(label, what));
  const block = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [paint('title', title), ...lines];
  return [
    ...wrapText(`${drill}: ${summary}.`, width),
    ...block('  what callers got since', got),
    ...block('  what was done, and when', done),
    ...block('  remarks', others),
  ];
}
