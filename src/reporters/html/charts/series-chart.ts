import { axisX, axisY, dot, gridY, line, ruleY } from '@observablehq/plot';

import type { Markup } from '../markup.js';
import type { ModeStyle } from '../palette.js';
import { logDomain, logTicks, tickCount, tickUs } from './axes.js';
import { drawChart, type ChartText, type Size } from './draw.js';
import { panelTitles } from './panel-titles.js';

/** Trials of one mode, second by second. */
export interface SeriesPanel {
  readonly label: string;
  readonly style: ModeStyle;
  readonly points: readonly SeriesPoint[];
}

export interface SeriesPoint {
  readonly repeat: number;
  readonly second: number;
  /** null where there is no figure: the line has a gap. */
  readonly value: number | null;
  /** Errors, timeouts and requests that were never sent. */
  readonly lost: number;
}

const MOST_DOTS = 600;
const PANEL = { wide: 84, narrow: 92 };

/** One panel a mode, all on the same axes; a line for each repeat, a cross where requests were lost. */
export function seriesChart(
  panels: readonly SeriesPanel[],
  unit: 'requests/s' | 'us',
  text: ChartText,
  size: Size,
): Markup {
  const isWide = size.name === 'wide';
  const points = panels.flatMap(({ label, style, points: of }) =>
    of.map((point) => ({ ...point, label, color: style.color })),
  );
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const domain = unit === 'us' ? logDomain(values) : ([0, Math.max(1, ...values) * 1.1] as const);
  const ticks = unit === 'us' ? logTicks(domain, 4) : undefined;
  const last = Math.max(2, ...points.map(({ second }) => second));
  const lost = points.filter((point) => point.lost > 0);
  const labels = panels.map(({ label }) => label);
  const margins = { marginTop: 26, marginBottom: 38, marginLeft: 58, marginRight: 14 };
  return drawChart(
    {
      height: panels.length * PANEL[size.name] + margins.marginTop + margins.marginBottom,
      ...margins,
      x: { domain: [1, last], inset: 6 },
      y: unit === 'us' ? { type: 'log', domain: [...domain] } : { domain: [...domain] },
      fy: { domain: labels, padding: 0.32, axis: null },
      color: { type: 'identity' },
      marks: [
        gridY({ ...(ticks ? { ticks } : { ticks: 2 }), stroke: 'var(--grid)', strokeOpacity: 1 }),
        axisY({
          ...(ticks ? { ticks } : { ticks: 2 }),
          text: unit === 'us' ? tickUs : tickCount,
          tickSize: 0,
          label: null,
        }),
        axisX({
          ticks: wholeTicks(last, isWide ? 12 : 6),
          tickFormat: 'd',
          tickSize: 0,
          anchor: 'bottom',
          label: 'second of the trial',
          labelAnchor: 'center',
          labelArrow: 'none',
        }),
        ruleY([domain[0]], { stroke: 'var(--axis)' }),
        panelTitles(labels),
        line(points, {
          x: 'second',
          y: 'value',
          z: 'repeat',
          fy: 'label',
          stroke: 'color',
          strokeWidth: 1.5,
        }),
        // A lone second is no line; many are only ink.
        ...(points.length <= MOST_DOTS
          ? [dot(points, { x: 'second', y: 'value', fy: 'label', r: 1.8, fill: 'color' })]
          : []),
        dot(lost, {
          x: 'second',
          y: ({ value }: SeriesPoint) => value ?? domain[0],
          fy: 'label',
          symbol: 'times',
          r: 5,
          stroke: 'var(--bad)',
          strokeWidth: 2,
          title: ({ second, lost: count }: SeriesPoint) => `second ${second}: ${count} lost`,
        }),
      ],
    },
    text,
    size,
  );
}

/** Whole seconds, as many as fit. */
function wholeTicks(last: number, most: number): number[] {
  const every = [1, 2, 5, 10, 15, 30, 60, 300].find((step) => last / step <= most) ?? 600;
  const ticks = Array.from({ length: Math.floor(last / every) }, (_, index) => (index + 1) * every);
  return every === 1 ? ticks : [1, ...ticks];
}
