import type { CoveragePoint, CoverageReport } from '../core/coverage-report.js';
import { alignColumns } from './align-columns.js';
import { formatBytes, formatWhole, formatShare } from './format-number.js';

const BAR_WIDTH = 24;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** The curve itself: a line for each size of table. */
export function coverageCurve({ points, store }: CoverageReport): string[] {
  const head = [`rows (${store})`, 'bytes', 'requests', 'of keys', 'back-off'];
  const rows = points.map((point) => [
    `${point.estimated ? '~' : ''}${formatWhole(point.rows)}`,
    formatBytes(point.bytes),
    `${point.estimated ? '~' : ''}${formatShare(point.requests)}`,
    `${point.estimated ? '~' : ''}${formatShare(point.distinctKeys)}`,
    point.policies.backOff ? `+${formatShare(point.policies.backOff.backOff)}` : '-',
  ]);
  const lines = alignColumns([head, ...rows], () => false);
  return lines.map((line, index) => {
    const point = points[index - 1];
    return point ? `${line}  ${bar(point.requests)}${KIND_WORDS[point.kind]}`.trimEnd() : line;
  });
}

const KIND_WORDS: Readonly<Record<CoveragePoint['kind'], string>> = {
  round: '',
  scenario: '  as in the scenario',
  all: '  all keys of the first part',
};

function bar(share: number): string {
  const eighths = Math.round(share * BAR_WIDTH * 8);
  return `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8] ?? ''}`;
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
