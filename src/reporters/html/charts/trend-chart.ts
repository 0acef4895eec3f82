import { axisX, axisY, dot, gridY, line, ruleX } from '@observablehq/plot';

import type { TrendSeries } from '../../../core/trend-report.js';
import { figureText } from '../../trend-report.js';
import type { Markup } from '../markup.js';
import { drawChart, type ChartText, type Size } from './draw.js';

const MOST_TICKS = { wide: 12, narrow: 4 };

/** A figure run by run, from 0; a line stands where it changed. */
export function trendChart({ points, changes, unit }: TrendSeries, text: ChartText, size: Size): Markup {
  const drawn = points.map(({ value, commit, run }, at) => ({ at, value, name: commit?.slice(0, 7) ?? run }));
  const step = Math.max(1, Math.ceil(points.length / MOST_TICKS[size.name]));
  const ticks = drawn.filter(({ at }) => at % step === 0).map(({ at }) => at);
  return drawChart(
    {
      height: size.name === 'wide' ? 240 : 200,
      marginTop: 20,
      marginBottom: 36,
      marginLeft: 84,
      marginRight: 24,
      x: { domain: [-0.5, Math.max(0.5, points.length - 0.5)] },
      y: { domain: [0, 1.1 * Math.max(...points.map(({ value }) => value), Number.MIN_VALUE)] },
      marks: [
        gridY({ ticks: 4, stroke: 'var(--grid)', strokeOpacity: 1 }),
        axisY({ ticks: 4, tickSize: 0, label: null, tickFormat: (value: number) => figureText(value, unit) }),
        axisX(ticks, { tickSize: 0, label: null, tickFormat: (at: number) => drawn[at]?.name ?? '' }),
        ruleX(
          changes.map(({ at }) => at - 0.5),
          { stroke: 'var(--axis)', strokeWidth: 1.5, strokeDasharray: '4 3' },
        ),
        line(drawn, { x: 'at', y: 'value', stroke: 'var(--axis)', strokeWidth: 1 }),
        dot(drawn, { x: 'at', y: 'value', r: 3, fill: 'currentColor' }),
      ],
    },
    text,
    size,
  );
}
