import type { CoveragePoint, CoverageReport } from '../core/coverage-report.js';
import { alignColumns } from './align-columns.js';
import { coverageCurve } from './coverage-curve.js';
import { formatWhole, formatShare } from './format-number.js';
import { wrapText } from './table/text.js';

/** Of a long log the last days; JSON has all of them. */
const MOST_PERIODS = 14;
const WIDTH = 100;

/** A curve of coverage for a terminal of 100 columns. */
export function coverageText(report: CoverageReport): string {
  return [
    heading(report),
    coverageCurve(report),
    misses(report),
    policies(report),
    periods(report),
    notes(report),
  ]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

function heading({ model, firstPart, rest, traffic }: CoverageReport): string[] {
  return wrapText(
    `Coverage of ${model.name}@${model.sha256.slice(0, 12)} against the size of the table. Keys are chosen on the first part, ` +
      `${formatWhole(firstPart.requests)} requests with ${formatWhole(firstPart.distinctKeys)} different keys, and measured on the rest, ` +
      `${formatWhole(rest.requests)} requests with ${formatWhole(rest.distinctKeys)} different keys. Traffic: ${traffic}.`,
    WIDTH,
  );
}

function misses({ points }: CoverageReport): string[] {
  const last = points.at(-1);
  if (!last) return [];
  return wrapText(
    `What no table of these keys answers: ${formatShare(last.newCombinations)} of the requests are new combinations of known values, ` +
      `${formatShare(last.unseenValues)} have a value outside the vocabulary.`,
    WIDTH,
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
    `${'Requests that miss a table of'.padEnd(36)}${shown.map(({ rows }) => `${formatWhole(rows)} rows`.padStart(16)).join('')}`,
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
    formatWhole(requests),
    `${about}${formatWhole(distinctKeys)}`,
    `${about}${formatWhole(newKeys)}`,
    distinctKeys === 0 ? '-' : formatShare(newKeys / distinctKeys),
    `${about}${formatWhole(newUnseenKeys)}`,
  ]);
  const head = [kind === 'day' ? 'day (UTC)' : 'of stream', 'requests', 'keys', 'new', 'of keys', 'unseen'];
  const left = list.length - shown.length;
  return [
    kind === 'day' ? 'New keys a day' : 'New keys in each tenth of the stream',
    ...(left > 0 ? [`  (${left} days before, see --json)`] : []),
    ...alignColumns([head, ...rows], (column) => column === 0).map((line) => `  ${line}`),
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
  const most = formatWhole(counting.mostKeys);
  const lines = [
    counting.exact
      ? `every key of the first part was counted (up to ${most} different ones)`
      : `above ${most} different keys they are counted in a bounded sketch: no count is more than ${formatWhole(counting.error)} too low; the last line is corrected for the ${formatShare(filterError)} of false positives of its filter`,
    ...(distinctError > 0
      ? [
          `numbers of different keys are scaled up from a sample of the keys: standard error ${formatShare(distinctError)}`,
        ]
      : []),
    ...(bytesPerRow < 0.05
      ? []
      : [`bytes: ${bytesPerRow.toFixed(1)} a row, from small tables of such keys and values`]),
    ...(oov ? ['values outside the vocabulary have rows, too'] : []),
    `took ${seconds.toFixed(1)} s`,
  ];
  return lines.flatMap((text) => wrapText(text, WIDTH));
}
