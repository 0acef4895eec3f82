import { axisX, axisY, dot, gridY, line, rect, ruleX, ruleY } from '@observablehq/plot';

import type { DrillSeries } from '../../../result/drill-figures.js';
import type { Markup } from '../markup.js';
import type { ModeStyle } from '../palette.js';
import { logDomain, logTicks, tickCount, tickUs } from './axes.js';
import { drawChart, type ChartText, type Size } from './draw.js';
import { panelTitles } from './panel-titles.js';

/** One drilled mode. */
export interface DrillPanel {
  readonly label: string;
  readonly style: ModeStyle;
  readonly series: DrillSeries;
}

/** What can become of a request, from the bottom of a bar to its top. */
export const DRILL_PARTS = [
  {
    name: 'answered',
    color: 'var(--part-1)',
    of: ({ answered, slow }, at) => (answered[at] ?? 0) - (slow[at] ?? 0),
  },
  { name: 'slow', color: 'var(--doubt)', of: ({ slow }, at) => slow[at] ?? 0 },
  { name: 'failed', color: 'var(--bad)', of: ({ failed }, at) => failed[at] ?? 0 },
  { name: 'never sent', color: 'var(--floor)', of: ({ neverSent }, at) => neverSent[at] ?? 0 },
] as const satisfies readonly {
  readonly name: string;
  readonly color: string;
  readonly of: (series: DrillSeries, at: number) => number;
}[];

const PANEL = { wide: 96, narrow: 92 };
const MARGINS = { marginTop: 26, marginBottom: 38, marginLeft: 58, marginRight: 14 };

/** One panel a mode, all on the same axes: requests by what became of them, over time. */
export function outcomesChart(panels: readonly DrillPanel[], text: ChartText, size: Size): Markup {
  const parts = panels.flatMap(({ label, series }) =>
    series.answered.flatMap((_, at) => {
      let top = 0;
      return DRILL_PARTS.flatMap(({ name, color, of }) => {
        const count = of(series, at);
        const from = top;
        top += count;
        const [start, end] = [secondsAt(series, at), secondsAt(series, at + 1)];
        return count === 0 ? [] : [{ label, name, color, count, from, to: top, start, end }];
      });
    }),
  );
  const most = Math.max(1, ...parts.map(({ to }) => to)) * 1.05;
  const marks = [
    rect(parts, {
      ...{ x1: 'start', x2: 'end', y1: 'from', y2: 'to', fy: 'label', fill: 'color' },
      title: ({ name, count, start }: (typeof parts)[number]) => `${start} s: ${count} ${name}`,
    }),
    ruleY([0], { stroke: 'var(--axis)' }),
  ];
  return draw(panels, { domain: [0, most] }, { ticks: 2, text: tickCount }, marks, text, size);
}

/** One panel a mode: how long answered requests took over time, the median as a line, the longest as dots. */
export function latencyOverTimeChart(panels: readonly DrillPanel[], text: ChartText, size: Size): Markup {
  const points = panels.flatMap(({ label, style: { color }, series }) =>
    series.medianUs.map((median, at) => {
      const second = (secondsAt(series, at) + secondsAt(series, at + 1)) / 2;
      return { label, color, second, median, max: series.maxUs[at] ?? null };
    }),
  );
  const domain = logDomain(points.flatMap(({ median, max }) => [median ?? 0, max ?? 0]));
  const marks = [
    ruleY([domain[0]], { stroke: 'var(--axis)' }),
    line(points, { x: 'second', y: 'median', fy: 'label', stroke: 'color', strokeWidth: 1.5 }),
    dot(
      points.filter(({ max }) => max !== null),
      { x: 'second', y: 'max', fy: 'label', r: 2, fill: 'color' },
    ),
  ];
  const ticks = { ticks: logTicks(domain, 4), text: tickUs };
  return draw(panels, { type: 'log', domain: [...domain] }, ticks, marks, text, size);
}

/** Whether there is a latency to draw. */
export function hasLatency(panels: readonly DrillPanel[]): boolean {
  return panels.some(({ series }) => series.medianUs.some((median) => median !== null));
}

/** Start of a step in seconds since the event. */
export function secondsAt({ fromMs, stepMs }: DrillSeries, at: number): number {
  return (fromMs + at * stepMs) / 1000;
}

type Marks = ReturnType<typeof rect>[];

function draw(
  panels: readonly DrillPanel[],
  y: { readonly type?: 'log'; readonly domain: number[] },
  ticks: { readonly ticks: number | number[]; readonly text: (value: number) => string },
  marks: Marks,
  text: ChartText,
  size: Size,
): Markup {
  const labels = panels.map(({ label }) => label);
  const first = Math.min(...panels.map(({ series }) => secondsAt(series, 0)));
  const last = Math.max(...panels.map(({ series }) => secondsAt(series, series.answered.length)));
  return drawChart(
    {
      height: panels.length * PANEL[size.name] + MARGINS.marginTop + MARGINS.marginBottom,
      ...MARGINS,
      x: { domain: [first, last] },
      y,
      fy: { domain: labels, padding: 0.32, axis: null },
      color: { type: 'identity' },
      marks: [
        gridY({ ticks: ticks.ticks, stroke: 'var(--grid)', strokeOpacity: 1 }),
        axisY({ ...ticks, tickSize: 0, label: null }),
        axisX(wholeSeconds(first, last, size.name === 'wide' ? 14 : 6), {
          tickFormat: (second: number) => (second === 0 ? 'event' : String(second)),
          tickSize: 0,
          anchor: 'bottom',
          label: 'seconds since the event',
          labelAnchor: 'center',
          labelArrow: 'none',
        }),
        panelTitles(labels),
        ...marks,
        ruleX([0], { stroke: 'currentColor', strokeWidth: 1.5, strokeDasharray: '4 3' }),
      ],
    },
    text,
    size,
  );
}

/** Whole seconds with the event among them, as many as fit. */
function wholeSeconds(first: number, last: number, most: number): number[] {
  const every = [1, 2, 5, 10, 15, 30, 60, 300].find((step) => (last - first) / step <= most) ?? 600;
  const from = Math.ceil(first / every);
  return Array.from(
    { length: Math.floor(last / every) - from + 1 },
    (_, index) => (from + index) * every || 0,
  );
}
