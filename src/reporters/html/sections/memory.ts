import { formatBytes, formatCount } from '../../format-number.js';
import type { Column } from '../../table/columns.js';
import { barFigure } from '../bar-figure.js';
import { tickBytes } from '../charts/axes.js';
import type { Bar } from '../charts/bar-chart.js';
import type { Markup } from '../markup.js';
import { styleOfMode } from '../palette.js';
import { wholeModeLabel, type Report } from '../report.js';

/** Anonymous memory: what neighbours cannot share. Resident memory where the platform tells no more. */
export function memoryFigure({ key, styles }: Report, columns: readonly Column[]): Markup | undefined {
  const bars = columns.flatMap((column): Bar[] => {
    const { anonBytes, rssBytes } = column.mode.memory;
    const bytes = anonBytes ?? rssBytes;
    if (bytes === null) return [];
    const { color } = styleOfMode(styles, column.label);
    const part = { name: anonBytes === null ? 'resident' : 'anonymous', value: bytes, color };
    return [{ label: wholeModeLabel(column), parts: [part], end: formatBytes(bytes) }];
  });
  const bytesOrNone = (bytes: number | null): string => (bytes === null ? '-' : formatBytes(bytes));
  return barFigure({
    id: `${key}-memory`,
    title: 'Memory of each mode',
    caption:
      'Memory: anonymous memory of all processes of a mode (application, model servers, stores), the median of the largest sums of each trial. Resident memory, in the table, counts shared pages more than once.',
    bars,
    format: tickBytes,
    unnamed: ['anonymous', 'resident'],
    table: {
      head: ['mode', 'anonymous', 'resident', 'processes'],
      rows: columns.map((column) => {
        const { anonBytes, rssBytes, processes } = column.mode.memory;
        const count = processes === null ? '-' : formatCount(processes);
        return [wholeModeLabel(column), bytesOrNone(anonBytes), bytesOrNone(rssBytes), count];
      }),
    },
  });
}
