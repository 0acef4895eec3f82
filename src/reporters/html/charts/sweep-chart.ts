import { axisX, axisY, dot, gridY, line, ruleY } from '@observablehq/plot';

import type { Markup } from '../markup.js';
import type { ModeStyle } from '../palette.js';
import { logDomain, logTicks } from './axes.js';
import { drawChart, type ChartText, type Size } from './draw.js';
import { labelRoom, lineLabels } from './line-labels.js';

export interface SweepLine {
  readonly label: string;
  readonly style: ModeStyle;
  /** One for each value, in the order of the sweep; null where there is no figure that counts. */
  readonly values: readonly (number | null)[];
}

export interface SweepAxis {
  /** The values of the sweep, evenly apart whatever they are. */
  readonly names: readonly string[];
  readonly path: string;
  readonly isLog: boolean;
  readonly format: (value: number) => string;
}

/** One metric over the values of a sweep. */
export function sweepChart(
  lines: readonly SweepLine[],
  axis: SweepAxis,
  text: ChartText,
  size: Size,
): Markup {
  const isWide = size.name === 'wide';
  const height = isWide ? 260 : 240;
  const margins = {
    marginTop: 20,
    marginBottom: 42,
    marginLeft: 68,
    marginRight: isWide ? labelRoom(lines.map(({ label }) => label)) : 16,
  };
  const all = lines.flatMap(({ values }) => values.flatMap((value) => (value === null ? [] : [value])));
  const domain = axis.isLog ? logDomain(all) : ([0, Math.max(...all, 0) * 1.08 || 1] as const);
  const last = Math.max(1, axis.names.length - 1);
  const drawn = lines.map(({ values, ...rest }) => ({
    ...rest,
    data: values.flatMap((value, at) => (value === null ? [] : [{ at, value }])),
  }));
  const ends = drawn.flatMap(({ label, style, data }) => {
    const end = data.at(-1);
    return end ? [{ label, color: style.color, x: end.at, y: end.value }] : [];
  });
  const yTicks = axis.isLog ? { ticks: logTicks(domain, 6) } : { ticks: 5 };
  return drawChart(
    {
      height,
      ...margins,
      x: { domain: [0, last] },
      y: { type: axis.isLog ? 'log' : 'linear', domain: [...domain] },
      color: { type: 'identity' },
      marks: [
        gridY({ ...yTicks, stroke: 'var(--grid)', strokeOpacity: 1 }),
        axisY({ ...yTicks, text: axis.format, tickSize: 0, label: null }),
        axisX({
          ticks: axis.names.map((_, index) => index),
          tickFormat: (index: number) => axis.names[index] ?? '',
          tickSize: 4,
          label: axis.path,
          labelAnchor: 'center',
          labelArrow: 'none',
        }),
        ruleY([domain[0]], { stroke: 'var(--axis)' }),
        ...drawn.flatMap(({ data, style }) => [
          line(data, {
            x: 'at',
            y: 'value',
            stroke: style.color,
            strokeWidth: 2,
            ...(style.dash === undefined ? {} : { strokeDasharray: style.dash }),
          }),
          dot(data, { x: 'at', y: 'value', r: 3.5, fill: style.color }),
        ]),
        ...(isWide
          ? lineLabels(ends, {
              domain,
              isLog: axis.isLog,
              pixels: [height - margins.marginBottom, margins.marginTop],
              x: last * 1.035,
            })
          : []),
      ],
    },
    text,
    size,
  );
}
