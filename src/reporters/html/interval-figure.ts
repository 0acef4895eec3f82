import { intervalChart, type IntervalRow } from './charts/interval-chart.js';
import { figure, type TableData } from './figure.js';
import type { Markup } from './markup.js';

interface IntervalFigure {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly rows: readonly IntervalRow[];
  readonly table: TableData;
}

/** Ratios with their intervals; what was found of each is its description in words. */
export function intervalFigure({ id, title, caption, rows, table }: IntervalFigure): Markup {
  const description = rows.map(({ label, found }) => `${label}: ${found}`).join('. ');
  const text = { id, title, description };
  return figure({ text, caption, draw: (size) => intervalChart(rows, text, size), table });
}
