import Table from 'cli-table3';

import type { Cell, FigureCell, Grid, Group, Head, Row } from './grid.js';
import type { Paint } from './paint.js';
import { firstThatFits, wrapLabel, wrapText } from './text.js';

/** Columns between two cells. cli-table3 counts on one where a cell spans several. */
const GAP = 1;
const MOST_LABEL = 15;
/** Words need some room even where all figures are short. */
const LEAST_CELL = 12;

interface Widths {
  readonly label: number;
  /** Mark and figure. */
  readonly figure: number;
  readonly cell: number;
}

/**
 * Lays a grid out within a width. Where not all columns fit they go into several tables, as even as can be, each with
 * all the rows.
 * @param width at least 40. @returns the tables, each as lines.
 */
export function drawGrid(grid: Grid, width: number, paint: Paint): string[][] {
  const widths = measure(grid);
  const fitting = Math.max(1, Math.floor((width - widths.label) / (widths.cell + GAP)));
  const tables = Math.ceil(grid.head.length / fitting);
  const size = Math.ceil(grid.head.length / tables);
  return Array.from({ length: tables }, (_, index) =>
    drawTable(sliceColumns(grid, index * size, (index + 1) * size), widths, paint),
  );
}

function measure({ groups }: Grid): Widths {
  const rows = groups.flatMap((group) => group.rows);
  const cells = rows.flatMap((row) => row.cells);
  const figures = cells.filter((cell) => cell.kind === 'figure');
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));
  // A lower bound begins where others have their mark.
  const plain = figures.filter(({ text }) => !text.startsWith('>='));
  const figure = Math.max(1 + widest(plain.map(({ text }) => text)), widest(figures.map(markedText)));
  const aside = widest(figures.map((cell) => cell.aside ?? ''));
  return {
    label: Math.min(MOST_LABEL, widest(rows.map(({ label }) => label))),
    figure,
    cell: Math.max(LEAST_CELL, figure + (aside === 0 ? 0 : 1 + aside)),
  };
}

function sliceColumns({ head, groups }: Grid, from: number, to: number): Grid {
  const sliceRow = ({ label, cells }: Row): Row => ({ label, cells: cells.slice(from, to) });
  return {
    head: head.slice(from, to),
    groups: groups.map((group) => ({ ...group, rows: group.rows.map(sliceRow) })),
  };
}

function drawTable({ head, groups }: Grid, widths: Widths, paint: Paint): string[] {
  const table = new Table({
    chars: { ...NO_LINES, middle: ' '.repeat(GAP) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: [widths.label, ...head.map(() => widths.cell)],
  });
  const width = widths.label + head.length * (widths.cell + GAP);
  table.push(['', ...head.map((cell) => headText(cell, widths, paint))]);
  for (const group of groups) {
    table.push([{ content: titleOf(group, width, paint), colSpan: head.length + 1 }]);
    for (const { label, cells } of group.rows) {
      const words = wrapLabel(label, widths.label).join('\n');
      table.push([words, ...cells.map((cell) => cellText(cell, widths, paint))]);
    }
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

function headText({ label, status, tone }: Head, { cell }: Widths, paint: Paint): string {
  const lines = wrapLabel(label, cell - 1).map((line) => ` ${paint('title', line)}`);
  return [...lines, ...(status === undefined ? [] : [` ${paint(tone ?? 'quiet', status)}`])].join('\n');
}

function titleOf({ name, about }: Group, width: number, paint: Paint): string {
  const room = width - 4;
  const text = firstThatFits([...about.map((words) => `${name}: ${words}`), name], room);
  const rule = '─'.repeat(Math.max(0, room - text.length));
  const title = paint('title', text.slice(0, name.length)) + text.slice(name.length);
  return `${paint('quiet', '──')} ${title} ${paint('quiet', rule)}`;
}

function cellText(cell: Cell, widths: Widths, paint: Paint): string {
  if (cell.kind === 'words') {
    const lines = wrapText(cell.text, widths.cell - 1);
    return lines.map((line) => ` ${paint(cell.tone ?? 'plain', line)}`).join('\n');
  }
  const { best = false, tone = best ? 'best' : 'plain', aside = '', asideTone = 'quiet' } = cell;
  const marked = markedText(cell);
  const figure = ' '.repeat(widths.figure - marked.length) + paint(tone, marked);
  if (aside === '') return figure;
  const room = widths.cell - widths.figure;
  return `${figure}${' '.repeat(room - aside.length)}${paint(asideTone, aside)}`;
}

function markedText({ text, best = false }: FigureCell): string {
  return `${best ? '*' : ''}${text}`;
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
};
