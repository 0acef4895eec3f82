import { barChart, type Bar, type BarOptions } from './charts/bar-chart.js';
import { boxLegend, figure, type TableData } from './figure.js';
import type { Markup } from './markup.js';

export interface BarFigure extends BarOptions {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly bars: readonly Bar[];
  readonly table: TableData;
  /** Names of the parts that need no explanation, such as what is in the colour of its mode. */
  readonly unnamed?: readonly string[];
  /** All parts in their order, for the key; by their first appearance if left out. */
  readonly order?: readonly string[];
}

/** Bars with a legend of their parts and the same figures as a table; nothing where there is no bar. */
export function barFigure({
  id,
  title,
  caption,
  bars,
  table,
  unnamed = [],
  order = [],
  ...options
}: BarFigure): Markup | undefined {
  if (bars.length === 0) return undefined;
  const text = { id, title, description: bars.map(({ label, end }) => `${label}: ${end}`).join(', ') };
  const colors = new Map(bars.flatMap(({ parts }) => parts.map(({ name, color }) => [name, color] as const)));
  const named = [...colors]
    .map(([name, color]) => ({ name, color }))
    .filter(({ name }) => !unnamed.includes(name))
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  return figure({
    text,
    caption,
    draw: (size) => barChart(bars, options, text, size),
    table,
    // One part in all needs no key.
    ...(named.length > 1 || (named.length === 1 && unnamed.length > 0) ? { legend: boxLegend(named) } : {}),
  });
}
