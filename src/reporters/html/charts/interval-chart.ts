import { axisX, axisY, dot, gridX, link, rect, ruleX, text as textMark } from '@observablehq/plot';

import { formatBound } from '../../format-number.js';
import type { Markup } from '../markup.js';
import { logTicks, shorten } from './axes.js';
import { drawChart, type ChartText, type Size } from './draw.js';

/** A comparison: how a mode's figure relates to that of the reference. */
export interface IntervalRow {
  readonly label: string;
  readonly color: string;
  readonly ratio: number;
  readonly ci95: readonly [number, number] | null;
  readonly verdict: string;
  /** Ratio, interval and verdict. */
  readonly found: string;
}

/** Ratios beyond these are drawn at the edge, with an arrow: the axis is for what can be told apart. */
const FARTHEST = 30;
const ROW = { wide: 26, narrow: 46 };
const CHARACTER = 7.1;
/** Ratios this near to 1 count as the same. */
const SAME = 1.05;

/** Ratios with their 95% intervals on a log axis; the band around 1 is what counts as the same. */
export function intervalChart(rows: readonly IntervalRow[], text: ChartText, size: Size): Markup {
  const isWide = size.name === 'wide';
  const labels = rows.map(({ label }) => label);
  const values = rows.flatMap(({ ratio, ci95 }) => [ratio, ...(ci95 ?? [])]).filter((value) => value > 0);
  const reach = Math.min(FARTHEST, Math.max(1.5, ...values.map((value) => Math.max(value, 1 / value)))) * 1.1;
  const domain = [1 / reach, reach] as const;
  const clip = (value: number): number => Math.min(reach, Math.max(1 / reach, value));
  const drawn = rows.map((row) => ({
    ...row,
    at: clip(row.ratio),
    low: row.ci95 ? clip(row.ci95[0]) : null,
    high: row.ci95 ? clip(row.ci95[1]) : null,
  }));
  const tested = drawn.filter(({ ci95 }) => ci95 !== null);
  const beyond = drawn.flatMap(({ label, color, ratio, ci95 }) => {
    const ends = [ratio, ...(ci95 ?? [])];
    return [
      ...(ends.some((end) => end > reach) ? [{ label, color, at: reach, arrow: '▶' }] : []),
      ...(ends.some((end) => end < 1 / reach) ? [{ label, color, at: 1 / reach, arrow: '◀' }] : []),
    ];
  });
  const row = ROW[size.name];
  const margins = {
    marginTop: isWide ? 8 : 6,
    marginBottom: 40,
    marginLeft: isWide
      ? Math.min(240, 20 + Math.max(...labels.map((label) => shorten(label).length), 0) * CHARACTER)
      : 12,
    marginRight: isWide ? 24 + Math.max(...rows.map(({ found }) => found.length), 0) * CHARACTER : 12,
  };
  const ticks = [...new Set([...logTicks(domain, isWide ? 9 : 5), 1])].sort((a, b) => a - b);
  const down = isWide ? 0 : 9;
  return drawChart(
    {
      height: rows.length * row + margins.marginTop + margins.marginBottom,
      ...margins,
      x: { type: 'log', domain: [...domain] },
      y: { domain: labels, type: 'point', padding: 0.5, axis: null },
      color: { type: 'identity' },
      marks: [
        rect([0], { x1: 1 / SAME, x2: SAME, fill: 'var(--band)' }),
        gridX(ticks, { stroke: 'var(--grid)', strokeOpacity: 1 }),
        axisX(ticks, {
          text: (tick: number) => `${Number(tick.toPrecision(3))}x`,
          tickSize: 0,
          label: 'ratio, log scale',
          labelAnchor: 'center',
          labelArrow: 'none',
        }),
        ruleX([1], { stroke: 'var(--axis)' }),
        ...(isWide
          ? [
              axisY({ tickSize: 0, tickFormat: shorten, label: null }),
              textMark(drawn, {
                x: reach,
                y: 'label',
                text: 'found',
                textAnchor: 'start',
                dx: 12,
              }),
            ]
          : [
              textMark(drawn, {
                x: domain[0],
                y: 'label',
                text: shortWords,
                textAnchor: 'start',
                dx: -8,
                dy: -9,
              }),
            ]),
        link(tested, {
          x1: 'low',
          x2: 'high',
          y1: 'label',
          y2: 'label',
          dy: down,
          stroke: 'color',
          strokeWidth: 2.5,
        }),
        textMark(beyond, { x: 'at', y: 'label', text: 'arrow', dy: down, fill: 'color', fontSize: 10 }),
        dot(
          drawn.filter(({ ratio, at }) => ratio === at),
          {
            x: 'at',
            y: 'label',
            dy: down,
            r: 4,
            stroke: 'color',
            strokeWidth: 1.5,
            fill: (one: IntervalRow) => (one.ci95 === null ? 'var(--paper)' : one.color),
            title: ({ label, found }: IntervalRow) => `${label}: ${found}`,
          },
        ),
      ],
    },
    text,
    size,
  );
}

/** On a phone there is room for a ratio and the first words of its verdict. */
function shortWords({ label, ratio, verdict }: IntervalRow): string {
  return `${shorten(label)}: ${formatBound(ratio)}x, ${verdict.split(':')[0]}`;
}
