import type { StorageReport, StoredPart } from '../core/storage-report.js';
import { alignColumns } from './align-columns.js';
import { formatBytes, formatCount } from './format-number.js';

const NAME_WIDTH = 20;

const PLACES = {
  disk: 'on disk',
  memory: 'in the memory of each process',
  server: 'in the server',
} as const satisfies Record<StoredPart['where'], string>;

/** How a table grows with every feature, for a terminal of 100 columns. */
export function storageText(report: StorageReport): string {
  return [heading(report), growth(report), parts(report)]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

/** One line for each step. */
export function storageCsv({ steps }: StorageReport): string {
  const lines = steps.map(({ feature, values, rows, bytes, seconds, kind }) =>
    [quoted(feature), values, rows, bytes, seconds ?? '', kind].join(','),
  );
  return `${['feature,values,rows,bytes,seconds,kind', ...lines].join('\n')}\n`;
}

function heading({ model, store, oov }: StorageReport): string[] {
  return [
    `Storage of ${model.name}@${model.sha256.slice(0, 12)} as a prediction table (${store}), feature by feature; each other`,
    `feature at its first value${oov ? '; values outside the vocabulary have rows' : ''}. ~ is extrapolated from the tables that were built.`,
  ];
}

function growth({ steps, budget }: StorageReport): string[] {
  const rows = steps.map(({ feature, values, rows: count, bytes, seconds, kind }) => {
    const about = kind === 'extrapolated' ? '~' : '';
    return [
      `+ ${short(feature)}`,
      `x ${formatCount(values)}`,
      formatCount(count),
      `${about}${formatBytes(bytes)}`,
      seconds === null ? '-' : `${about}${formatSeconds(seconds)}`,
      bytes > budget.maxBytes ? 'beyond the budget' : '',
    ];
  });
  const head = ['feature', 'values', 'rows', 'bytes', 'build'];
  const isText = (column: number): boolean => column === 0 || column === 5;
  const table = rows.length === 0 ? [] : [...alignColumns([head, ...rows], isText), ''];
  return [...table, sentence(budget.words)];
}

function parts({ parts: list }: StorageReport): string[] {
  const rows = list.map(({ title, bytes, where, kind }) => ({
    title,
    bytes: `${kind === 'extrapolated' ? '~' : ''}${formatBytes(bytes)}`,
    where,
  }));
  const first = Math.max(...rows.map(({ title }) => title.length));
  const second = Math.max(...rows.map(({ bytes }) => bytes.length));
  return [
    'Side by side',
    ...rows.map(
      ({ title, bytes, where }) => `  ${title.padEnd(first)}  ${bytes.padStart(second)}  ${PLACES[where]}`,
    ),
  ];
}

function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  if (seconds < 7200) return `${(seconds / 60).toFixed(0)} min`;
  const hours = seconds / 3600;
  return hours < 48 ? `${hours.toFixed(0)} h` : `${formatCount(Math.round(hours / 24))} days`;
}

function short(name: string): string {
  return name.length <= NAME_WIDTH ? name : `${name.slice(0, NAME_WIDTH - 1)}…`;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** RFC 4180. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
