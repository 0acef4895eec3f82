import { axisX, axisY, dot, gridY, line, ruleY, text as textMark } from '@observablehq/plot';

import { formatRate, formatUs } from '../../format-number.js';
import type { Markup } from '../markup.js';
import type { ModeStyle } from '../palette.js';
import { logDomain, logTicks, tickCount, tickUs } from './axes.js';
import { drawChart, type ChartText, type Size } from './draw.js';

/** The curve of one mode: every rate that was tried. */
export interface CapacityLine {
  readonly label: string;
  readonly style: ModeStyle;
  readonly probes: readonly { readonly rate: number; readonly p99Us: number; readonly met: boolean }[];
}

/** Rate on a log axis, because the search doubles it; p99 on a log axis; filled where the objective was met. */
export function capacityChart(
  lines: readonly CapacityLine[],
  objective: { readonly name: string; readonly us: number } | undefined,
  text: ChartText,
  size: Size,
): Markup {
  const isWide = size.name === 'wide';
  const height = isWide ? 360 : 300;
  const margins = { marginTop: 28, marginBottom: 44, marginLeft: 56, marginRight: 16 };
  const all = lines.flatMap(({ probes }) => probes);
  const domain = logDomain([...all.map(({ p99Us }) => p99Us), ...(objective ? [objective.us] : [])]);
  const x = logDomain(all.map(({ rate }) => rate));
  const y = logTicks(domain);
  return drawChart(
    {
      height,
      ...margins,
      x: { type: 'log', domain: x },
      y: { type: 'log', domain },
      color: { type: 'identity' },
      marks: [
        gridY(y, { stroke: 'var(--grid)', strokeOpacity: 1 }),
        axisY(y, { text: tickUs, tickSize: 0, label: 'p99', labelAnchor: 'top' }),
        axisX(logTicks(x, isWide ? 10 : 5), {
          text: tickCount,
          tickSize: 4,
          label: 'requests per second',
          labelAnchor: 'center',
          labelArrow: 'none',
        }),
        ruleY([domain[0]], { stroke: 'var(--axis)' }),
        ...(objective
          ? [
              ruleY([objective.us], { stroke: 'var(--bad)', strokeWidth: 1.5, strokeDasharray: '5 4' }),
              textMark([objective.name], {
                x: x[1],
                y: objective.us,
                text: (name: string) => name,
                textAnchor: 'end',
                dx: -4,
                dy: -9,
                fill: 'var(--bad)',
                // Readable where it crosses a curve.
                stroke: 'var(--paper)',
                strokeWidth: 4,
              }),
            ]
          : []),
        ...lines.flatMap(({ probes, style }) => [
          line(worstOf(probes), {
            x: 'rate',
            y: 'p99Us',
            stroke: style.color,
            strokeWidth: 2,
            ...(style.dash === undefined ? {} : { strokeDasharray: style.dash }),
          }),
          dot(probes, {
            x: 'rate',
            y: 'p99Us',
            r: 4,
            stroke: style.color,
            strokeWidth: 1.5,
            fill: (probe: CapacityLine['probes'][number]) => (probe.met ? style.color : 'var(--paper)'),
            title: (probe: CapacityLine['probes'][number]) =>
              `${formatRate(probe.rate)}: p99 ${formatUs(probe.p99Us)}${probe.met ? '' : ', objective missed'}`,
          }),
        ]),
      ],
    },
    text,
    size,
  );
}

/** One point a rate: of the probes that met the objective the slowest, else of all. */
function worstOf(probes: CapacityLine['probes']): CapacityLine['probes'] {
  const rates = [...new Set(probes.map(({ rate }) => rate))].sort((a, b) => a - b);
  return rates.flatMap((rate) => {
    const tried = probes.filter((probe) => probe.rate === rate);
    const met = tried.filter((probe) => probe.met);
    const [slowest] = (met.length > 0 ? met : tried).toSorted((a, b) => b.p99Us - a.p99Us);
    return slowest ? [slowest] : [];
  });
}
