import type { ModeResult } from '../../../result/mode-contract.js';
import { formatScore, formatShare } from '../../format-number.js';
import { barFigure } from '../bar-figure.js';
import type { Bar } from '../charts/bar-chart.js';
import { listOf, type TableData } from '../figure.js';
import { html } from '../markup.js';
import { partColor, styleOfMode } from '../palette.js';
import type { Report, Section } from '../report.js';

type Coverage = NonNullable<ModeResult['coverage']>;

const MISSES = [
  { name: 'new combination', of: ({ newCombinations }: Coverage) => newCombinations, color: partColor(2) },
  { name: 'unseen value', of: ({ unseenValues }: Coverage) => unseenValues, color: partColor(6) },
] as const;

interface Covered {
  readonly label: string;
  readonly mode: ModeResult;
  readonly coverage: Coverage;
}

/** How many requests get a real prediction, and why the rest do not. The floor has no coverage to speak of. */
export function coverageSection({ key, columns, styles }: Report): Section | undefined {
  const covered = columns.flatMap(({ label, mode, standing }): Covered[] =>
    mode.coverage && standing !== 'floor' ? [{ label, mode, coverage: mode.coverage }] : [],
  );
  if (covered.length === 0) return undefined;
  const bars = covered.map(({ label, coverage }): Bar => {
    const { color } = styleOfMode(styles, label);
    const parts = [
      { name: 'predicted', value: coverage.requests, color },
      ...MISSES.map(({ name, of, color: ofMiss }) => ({
        name,
        value: of(coverage),
        color: ofMiss,
        inside: name,
      })),
    ];
    return { label, parts: parts.filter(({ value }) => value > 0), end: formatShare(coverage.requests) };
  });
  const chart = barFigure({
    id: `${key}-coverage`,
    title: 'Share of the requests with a real prediction',
    caption:
      'Of all replayed requests, from one exact look-up pass. A request is missed because its values are known but not in this combination, or because one of them is outside the vocabulary.',
    bars,
    format: (share) => `${Math.round(share * 100)}%`,
    most: 1,
    unnamed: ['predicted'],
    table: tableOfCoverage(covered),
  });
  const origins = covered.flatMap(({ label, coverage: { keysFrom } }) =>
    keysFrom === undefined ? [] : [`Table of ${label}: ${keysFrom}`],
  );
  return { id: 'coverage', title: 'Coverage', body: html`${chart}${listOf(origins, 'note')}` };
}

function tableOfCoverage(covered: readonly Covered[]): TableData {
  const misses = MISSES.map(({ name }) => name);
  return {
    head: ['mode', 'requests', 'distinct keys', ...misses, 'accuracy', 'log-loss', 'AUC'],
    rows: covered.map(({ label, mode: { quality }, coverage }) => {
      const { requests, distinctKeys, estimated } = coverage;
      const isGuess = estimated && distinctKeys > 0 && distinctKeys < 1;
      const shares = MISSES.map(({ of }) => formatShare(of(coverage)));
      const scores = [quality?.accuracy, quality?.logLoss, quality?.auc];
      return [
        label,
        formatShare(requests),
        `${isGuess ? '~' : ''}${formatShare(distinctKeys)}`,
        ...shares,
        ...scores.map((score) => (score === undefined ? '-' : formatScore(score))),
      ];
    }),
  };
}
