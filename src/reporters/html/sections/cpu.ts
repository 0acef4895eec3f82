import { MODE_METRICS } from '../../../result/mode-metrics.js';
import { formatUs } from '../../format-number.js';
import type { Column } from '../../table/columns.js';
import { barFigure } from '../bar-figure.js';
import { tickUs } from '../charts/axes.js';
import type { Bar } from '../charts/bar-chart.js';
import type { Markup } from '../markup.js';
import { partColor } from '../palette.js';
import { wholeModeLabel, type Report } from '../report.js';

const KINDS = [
  ['application', 'application'],
  ['model servers', 'modelServers'],
  ['stores', 'stores'],
] as const;

/** CPU time per request, by the kind of process that spent it. */
export function cpuFigure({ key }: Report, columns: readonly Column[]): Markup | undefined {
  const bars = columns.flatMap((column): Bar[] => {
    const total = totalOf(column);
    if (total === null) return [];
    const parts = KINDS.flatMap(([name, part], index) => {
      const value = column.mode.cpuUsPerRequest[part] ?? 0;
      return value > 0 ? [{ name, value, color: partColor(index), inside: name }] : [];
    });
    return [{ label: wholeModeLabel(column), parts, end: formatUs(total) }];
  });
  return barFigure({
    id: `${key}-cpu`,
    title: 'CPU time per request',
    caption:
      'CPU: time of all processes of a mode per completed request, misses included, over the closed loads where there are any.',
    bars,
    format: tickUs,
    table: {
      head: ['mode', ...KINDS.map(([name]) => name), 'in all', 'load process'],
      rows: columns.map((column) => {
        const { cpuUsPerRequest: cpu } = column.mode;
        const parts = [...KINDS.map(([, part]) => cpu[part]), totalOf(column), cpu.load];
        return [wholeModeLabel(column), ...parts.map((us) => (us === null ? '-' : formatUs(us)))];
      }),
    },
  });
}

function totalOf({ mode }: Column): number | null {
  return MODE_METRICS.find(({ id }) => id === 'cpuUsPerRequest')?.of(mode) ?? null;
}
