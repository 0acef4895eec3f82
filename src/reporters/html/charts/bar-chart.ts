import { axisX, axisY, barX, gridX, ruleX, text as textMark } from '@observablehq/plot';

import type { Markup } from '../markup.js';
import { shorten } from './axes.js';
import { drawChart, type ChartText, type Size } from './draw.js';

/** A bar of parts, from left to right. */
export interface Bar {
  readonly label: string;
  readonly parts: readonly {
    readonly name: string;
    readonly value: number;
    readonly color: string;
    /** What stands in the part where it is wide enough. */
    readonly inside?: string;
    readonly hatched?: boolean;
  }[];
  /** What stands at the end of the bar. */
  readonly end: string;
}

export interface BarOptions {
  readonly format: (value: number) => string;
  /** Where the axis ends, if not at the longest bar. */
  readonly most?: number;
  readonly axisLabel?: string;
}

const ROW = { wide: 34, narrow: 50 };
/** Width of a character of the charts' font, on average. */
const CHARACTER = 7.1;

/** Horizontal bars with their names and figures. On a phone the names stand above the bars. */
export function barChart(bars: readonly Bar[], options: BarOptions, text: ChartText, size: Size): Markup {
  const { format, most, axisLabel } = options;
  const isWide = size.name === 'wide';
  const labels = bars.map(({ label }) => label);
  const longest = Math.max(...bars.map(({ parts }) => sum(parts)), 0);
  const end = most ?? (longest === 0 ? 1 : longest);
  const marginRight = 12 + Math.max(...bars.map((bar) => bar.end.length), 0) * CHARACTER;
  const marginLeft = isWide
    ? Math.min(280, 16 + Math.max(...labels.map((label) => shorten(label).length), 0) * CHARACTER)
    : 8;
  const row = ROW[size.name];
  const margins = { marginTop: 6, marginBottom: axisLabel === undefined ? 22 : 38, marginLeft, marginRight };
  const pixels = (size.width - marginLeft - marginRight) / end;
  const segments = bars.flatMap(({ label, parts }) => {
    let from = 0;
    return parts.map((part) => {
      const segment = { ...part, label, from, to: from + part.value };
      from = segment.to;
      return segment;
    });
  });
  const named = segments.flatMap(({ inside, value, ...segment }) =>
    inside !== undefined && inside.length * CHARACTER + 8 < value * pixels
      ? [{ ...segment, inside, middle: (segment.from + segment.to) / 2 }]
      : [],
  );
  const down = isWide ? 0 : 8;
  return drawChart(
    {
      height: bars.length * row + margins.marginTop + margins.marginBottom,
      ...margins,
      x: { domain: [0, end] },
      y: { domain: labels, padding: isWide ? 0.3 : 0.66, round: false, axis: null },
      color: { type: 'identity' },
      marks: [
        gridX({ ticks: isWide ? 6 : 3, stroke: 'var(--grid)', strokeOpacity: 1 }),
        axisX({
          ticks: isWide ? 6 : 3,
          tickFormat: format,
          tickSize: 0,
          label: axisLabel ?? null,
          labelAnchor: 'center',
          labelArrow: 'none',
        }),
        isWide
          ? axisY({ tickSize: 0, tickFormat: shorten, label: null })
          : textMark(labels, {
              x: 0,
              y: (label: string) => label,
              text: shorten,
              textAnchor: 'start',
              dx: 3,
              dy: -15,
            }),
        barX(segments, {
          x1: 'from',
          x2: 'to',
          y: 'label',
          dy: down,
          fill: 'color',
          stroke: 'var(--edge)',
          strokeWidth: 0.75,
          title: ({ label, name, value }: { label: string; name: string; value: number }) =>
            `${label}: ${name} ${format(value)}`,
        }),
        ruleX([0], { stroke: 'var(--axis)' }),
        textMark(named, { x: 'middle', y: 'label', text: 'inside', dy: down, fill: 'var(--on-part)' }),
        textMark(bars, {
          x: (bar: Bar) => Math.min(end, sum(bar.parts)),
          y: 'label',
          text: 'end',
          textAnchor: 'start',
          dx: 6,
          dy: down,
        }),
      ],
    },
    text,
    size,
  );
}

function sum(parts: Bar['parts']): number {
  return parts.reduce((total, { value }) => total + value, 0);
}
