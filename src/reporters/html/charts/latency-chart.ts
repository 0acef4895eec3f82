import { gridX, gridY, axisX, axisY, line, ruleY } from '@observablehq/plot';

import type { Markup } from '../markup.js';
import type { ModeStyle } from '../palette.js';
import { logDomain, logTicks, tickUs } from './axes.js';
import { drawChart, type ChartText, type Size } from './draw.js';
import { labelRoom, lineLabels } from './line-labels.js';

/** The latency distribution of one mode. */
export interface LatencyLine {
  readonly label: string;
  readonly style: ModeStyle;
  /** [quantile, us], by quantile. */
  readonly points: readonly (readonly [number, number])[];
}

/** Nines of a quantile: 1 at p90, 2 at p99. Each further nine is as wide as the last. */
const nines = (quantile: number): number => -Math.log10(1 - quantile);

const TICKS = [0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999].map((quantile) => ({
  at: nines(quantile),
  name: `p${Number((quantile * 100).toPrecision(6))}`,
}));

/** Percentile on a log axis of what lies above it, latency on a log axis (after G. Tene's percentile plots). */
export function latencyChart(lines: readonly LatencyLine[], text: ChartText, size: Size): Markup {
  const isWide = size.name === 'wide';
  const height = isWide ? 380 : 300;
  const margins = {
    marginTop: 28,
    marginBottom: 36,
    marginLeft: 56,
    marginRight: isWide ? labelRoom(lines.map(({ label }) => label)) : 12,
  };
  const domain = logDomain(lines.flatMap(({ points }) => points.map(([, us]) => us)));
  const drawn = lines.map(({ points, ...rest }) => ({
    ...rest,
    data: points.map(([quantile, us]) => ({ x: nines(quantile), us })),
  }));
  const right = Math.max(1.2, ...drawn.map(({ data }) => data.at(-1)?.x ?? 0));
  const ticks = TICKS.filter(({ at }) => at <= right);
  const y = logTicks(domain);
  const ends = drawn.flatMap(({ label, style, data }) => {
    const last = data.at(-1);
    return last ? [{ label, color: style.color, x: last.x, y: last.us }] : [];
  });
  return drawChart(
    {
      height,
      ...margins,
      x: { domain: [0, right] },
      y: { type: 'log', domain },
      color: { type: 'identity' },
      marks: [
        gridY(y, { stroke: 'var(--grid)', strokeOpacity: 1 }),
        gridX(
          ticks.map(({ at }) => at),
          { stroke: 'var(--grid)', strokeOpacity: 1 },
        ),
        axisY(y, { text: tickUs, tickSize: 0, label: 'latency', labelAnchor: 'top' }),
        axisX(
          ticks.map(({ at }) => at),
          {
            tickFormat: (at: number) => ticks.find((tick) => tick.at === at)?.name ?? '',
            tickSize: 0,
            label: null,
          },
        ),
        ruleY([domain[0]], { stroke: 'var(--axis)' }),
        ...drawn.map(({ data, style }) =>
          line(data, {
            x: 'x',
            y: 'us',
            stroke: style.color,
            strokeWidth: 2,
            ...(style.dash === undefined ? {} : { strokeDasharray: style.dash }),
          }),
        ),
        ...(isWide
          ? lineLabels(ends, {
              domain,
              isLog: true,
              pixels: [height - margins.marginBottom, margins.marginTop],
              x: right * 1.035,
            })
          : []),
      ],
    },
    text,
    size,
  );
}
