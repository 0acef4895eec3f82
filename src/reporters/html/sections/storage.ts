import { formatBytes, formatCount } from '../../format-number.js';
import type { Column } from '../../table/columns.js';
import { barFigure } from '../bar-figure.js';
import { tickBytes } from '../charts/axes.js';
import type { Bar } from '../charts/bar-chart.js';
import type { Markup } from '../markup.js';
import { partColor } from '../palette.js';
import { wholeModeLabel, type Report } from '../report.js';

const KINDS = [
  ['model', 'modelBytes'],
  ['table', 'tableBytes'],
  ['artifact store', 'artifactBytes'],
] as const;

/** Bytes on disk. */
export function storageFigure({ key }: Report, columns: readonly Column[]): Markup | undefined {
  const bars = columns.flatMap((column): Bar[] => {
    const { storage } = column.mode;
    if (!storage) return [];
    const parts = KINDS.flatMap(([name, bytes], index) =>
      storage[bytes] > 0 ? [{ name, value: storage[bytes], color: partColor(index), inside: name }] : [],
    );
    return [{ label: wholeModeLabel(column), parts, end: formatBytes(storage.totalBytes) }];
  });
  return barFigure({
    id: `${key}-storage`,
    title: 'Storage of each mode',
    caption: 'Storage: bytes on disk that a mode needs to answer.',
    bars,
    format: tickBytes,
    table: {
      head: ['mode', ...KINDS.map(([name]) => name), 'in all', 'rows', 'bytes per row'],
      rows: columns.map((column) => {
        const { storage } = column.mode;
        const name = wholeModeLabel(column);
        if (!storage) return [name, ...Array<string>(KINDS.length + 3).fill('-')];
        const { totalBytes, rows, bytesPerRow } = storage;
        const sizes = [...KINDS.map(([, bytes]) => storage[bytes]), totalBytes].map(formatBytes);
        return [name, ...sizes, formatCount(rows), bytesPerRow === null ? '-' : formatBytes(bytesPerRow)];
      }),
    },
  });
}
