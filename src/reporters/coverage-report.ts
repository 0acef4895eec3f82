import type { CoveragePoint, CoverageReport } from '../core/coverage-report.js';
import { formatBytes, formatShare } from './format-number.js';

const BAR_WIDTH = 24;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
/** Of a long log the last days; JSON has all of them. */
const MOST_PERIODS = 14;
const WIDTH = 100;

/** A curve of coverage for a terminal of 100 columns. */
export function coverageText(report: CoverageReport): string {
  return [heading(report), curve(report), misses(report), policies(report), periods(report), notes(report)]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

/** One line for each size of table. */
export function coverageCsv({ points }: CoverageReport): string {
  const head =
    'rows,bytes,requests,distinctKeys,newCombinations,unseenValues,backOff,backOffMiss,kind,estimated';
  const lines = points.map(({ policies: { backOff }, ...point }) =>
    [
      point.rows,
      point.bytes,
      point.requests,
      point.distinctKeys,
      point.newCombinations,
      point.unseenValues,
      backOff?.backOff ?? '',
      backOff?.miss ?? '',
      point.kind,
      point.estimated,
    ].join(','),
  );
  return `${[head, ...lines].join('\n')}\n`;
}

function heading({ model, firstPart, rest, traffic }: CoverageReport): string[] {
  return wrap(
    `Coverage of ${model.name}@${model.sha256.slice(0, 12)} against the size of the table. Keys are chosen on the first part, ` +
      `${count(firstPart.requests)} requests with ${count(firstPart.distinctKeys)} different keys, and measured on the rest, ` +
      `${count(rest.requests)} requests with ${count(rest.distinctKeys)} different keys. Traffic: ${traffic}.`,
  );
}

function curve({ points, store }: CoverageReport): string[] {
  const head = [`rows (${store})`, 'bytes', 'requests', 'of keys', 'back-off'];
  const rows = points.map((point) => [
    `${point.estimated ? '~' : ''}${count(point.rows)}`,
    formatBytes(point.bytes),
    `${point.estimated ? '~' : ''}${formatShare(point.requests)}`,
    `${point.estimated ? '~' : ''}${formatShare(point.distinctKeys)}`,
    point.policies.backOff ? `+${formatShare(point.policies.backOff.backOff)}` : '-',
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ');
  return [
    line(head),
    ...rows.map((row, index) => {
      const point = points[index] as CoveragePoint;
      return `${line(row)}  ${bar(point.requests)}${KIND_WORDS[point.kind]}`.trimEnd();
    }),
  ];
}

const KIND_WORDS: Readonly<Record<CoveragePoint['kind'], string>> = {
  round: '',
  scenario: '  as in the scenario',
  all: '  all keys of the first part',
};

function misses({ points }: CoverageReport): string[] {
  const last = points.at(-1);
  if (!last) return [];
  return wrap(
    `What no table of these keys answers: ${formatShare(last.newCombinations)} of the requests are new combinations of known values, ` +
      `${formatShare(last.unseenValues)} have a value outside the vocabulary.`,
  );
}

/** What a miss costs, for the size of the scenario and for the largest. */
function policies({ points, backOff }: CoverageReport): string[] {
  const shown = points.filter(({ kind }) => kind !== 'round');
  if (shown.length === 0) return [];
  const line = (title: string, of: (point: CoveragePoint) => string): string =>
    `  ${title.padEnd(34)}${shown.map((point) => of(point).padStart(16)).join('')}`;
  const share = (of: (point: CoveragePoint) => number | undefined) => (point: CoveragePoint) => {
    const value = of(point);
    return value === undefined ? '-' : formatShare(value);
  };
  const drops = backOff.length > 0 ? [`  (a back-off drops ${backOff.join(', then ')})`] : [];
  return [
    `${'Requests that miss a table of'.padEnd(36)}${shown.map(({ rows }) => `${count(rows)} rows`.padStart(16)).join('')}`,
    line(
      'miss: no answer',
      share(({ policies: { miss } }) => miss.miss),
    ),
    line(
      'default: a constant',
      share((point) => point.policies.default.default),
    ),
    line(
      'back-off: a coarser row',
      share((point) => point.policies.backOff?.backOff),
    ),
    line(
      '          still no answer',
      share((point) => point.policies.backOff?.miss),
    ),
    line(
      'live: a call to the model',
      share(({ policies: { live } }) => live.model),
    ),
    ...drops,
  ];
}

function periods({ periods: { kind, list }, distinctError }: CoverageReport): string[] {
  const shown = list.slice(-MOST_PERIODS);
  const about = distinctError > 0 ? '~' : '';
  const rows = shown.map(({ title, requests, distinctKeys, newKeys, newUnseenKeys }) => [
    title,
    count(requests),
    `${about}${count(distinctKeys)}`,
    `${about}${count(newKeys)}`,
    distinctKeys === 0 ? '-' : formatShare(newKeys / distinctKeys),
    `${about}${count(newUnseenKeys)}`,
  ]);
  const head = [kind === 'day' ? 'day (UTC)' : 'of stream', 'requests', 'keys', 'new', 'of keys', 'unseen'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  const left = list.length - shown.length;
  return [
    kind === 'day' ? 'New keys a day' : 'New keys in each tenth of the stream',
    ...(left > 0 ? [`  (${left} days before, see --json)`] : []),
    `  ${line(head)}`,
    ...rows.map((row) => `  ${line(row)}`),
  ];
}

function notes({
  counting,
  filterError,
  distinctError,
  bytesPerRow,
  oov,
  seconds,
}: CoverageReport): string[] {
  const most = count(counting.mostKeys);
  const lines = [
    counting.exact
      ? `every key of the first part was counted (up to ${most} different ones)`
      : `above ${most} different keys they are counted in a bounded sketch: no count is more than ${count(counting.error)} too low; the last line is corrected for the ${formatShare(filterError)} of false positives of its filter`,
    ...(distinctError > 0
      ? [
          `numbers of different keys are scaled up from a sample of the keys: standard error ${formatShare(distinctError)}`,
        ]
      : []),
    `bytes: ${bytesPerRow.toFixed(1)} a row, from small tables of such keys and values`,
    ...(oov ? ['values outside the vocabulary have rows, too'] : []),
    `took ${seconds.toFixed(1)} s`,
  ];
  return lines.flatMap((text) => wrap(text));
}

function bar(share: number): string {
  const eighths = Math.round(share * BAR_WIDTH * 8);
  return `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8] ?? ''}`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
