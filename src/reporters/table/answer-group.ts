import type { ModeResult } from '../../result/mode-contract.js';
import { formatCount, formatScore, formatShare } from '../format-number.js';
import type { Column } from './columns.js';
import { NOTHING, type Cell, type Group, type Row } from './grid.js';
import { metricRow } from './mode-groups.js';
import { rankFigures } from './rank.js';

/** What the answers are worth: how many are predictions, whether they are the model's own, and how good they are. */
export function answerGroup(columns: readonly Column[]): Group {
  return {
    name: 'answers',
    about: ['coverage is the share that a real prediction answers', 'share with a real prediction'],
    rows: [
      ...metricRow(columns, 'coverage', undefined),
      keysRow(columns),
      ...missRow(columns, 'miss: new combo', 'newCombinations'),
      ...missRow(columns, 'miss: unseen', 'unseenValues'),
      { label: 'parity', cells: columns.map(({ mode }) => parityCell(mode.parity)) },
      ...qualityRows(columns),
      ...objectivesRow(columns),
    ],
  };
}

type Coverage = NonNullable<ModeResult['coverage']>;

/** Estimated shares are marked by `~`. */
function keysRow(columns: readonly Column[]): Row {
  const figures = columns.map(({ mode, standing }) => ({
    value: mode.coverage?.distinctKeys ?? null,
    standing,
  }));
  const cells = rankFigures(figures, { better: 'higher', format: formatShare, withRatios: false });
  return {
    label: 'of distinct keys',
    cells: cells.map((cell, index) => {
      const coverage = columns[index]?.mode.coverage;
      const isGuess = coverage?.estimated === true && coverage.distinctKeys > 0 && coverage.distinctKeys < 1;
      return isGuess ? { ...cell, text: `~${cell.text}` } : cell;
    }),
  };
}

/** Only where a mode misses. */
function missRow(columns: readonly Column[], label: string, kind: 'newCombinations' | 'unseenValues'): Row[] {
  const shares = columns.map(({ mode }) => mode.coverage?.[kind] ?? null);
  if (!shares.some((share) => share !== null && share > 0)) return [];
  return [
    {
      label,
      cells: shares.map((share): Cell =>
        share === null || share === 0
          ? NOTHING
          : { kind: 'figure', text: formatShare(share), tone: 'doubtful' },
      ),
    },
  ];
}

function parityCell({ checked, mismatches, maxAbsDiff }: ModeResult['parity']): Cell {
  if (checked === 0) return NOTHING;
  // Within the tolerance, and yet not bit by bit the same.
  const apart = maxAbsDiff > 0 ? ` by up to ${maxAbsDiff.toExponential(1)}` : '';
  const text = `${formatCount(mismatches)}/${formatCount(checked)} differ${apart}`;
  return { kind: 'words', text, tone: mismatches > 0 ? 'bad' : 'plain' };
}

const SCORES = [
  { key: 'accuracy', title: 'accuracy' },
  { key: 'logLoss', title: 'log-loss' },
  { key: 'auc', title: 'AUC' },
] as const;

/**
 * No best mark: a mode that misses is judged on other requests than the rest, so the number of labelled ones is shown
 * where it differs.
 */
function qualityRows(columns: readonly Column[]): Row[] {
  const qualities = columns.map(({ mode }) => mode.quality);
  const judged = new Set(qualities.flatMap((quality) => (quality ? [quality.labelled] : [])));
  if (judged.size === 0) return [];
  const row = (
    label: string,
    read: (quality: NonNullable<ModeResult['quality']>) => string | undefined,
  ): Row => ({
    label,
    cells: qualities.map((quality): Cell => {
      const text = quality && read(quality);
      return text === undefined ? NOTHING : { kind: 'figure', text };
    }),
  });
  const scores = SCORES.filter(({ key }) => qualities.some((quality) => quality?.[key] !== undefined));
  return [
    ...(judged.size > 1 ? [row('labelled', ({ labelled }) => formatCount(labelled))] : []),
    ...scores.map(({ key, title }) =>
      row(title, ({ [key]: score }) => (score === undefined ? undefined : formatScore(score))),
    ),
  ];
}

/** Only where the scenario has objectives. */
function objectivesRow(columns: readonly Column[]): Row[] {
  const all = columns.map(({ mode }) => mode.objectives);
  if (!all.some((objectives) => objectives !== undefined)) return [];
  return [
    {
      label: 'objectives',
      cells: all.map((objectives): Cell => {
        if (objectives === undefined) return NOTHING;
        const { met } = objectives;
        return { kind: 'words', text: met ? 'met' : 'missed', tone: met ? 'good' : 'bad' };
      }),
    },
  ];
}

/** Whether any mode leaves requests without a prediction. */
export function hasMisses(columns: readonly Column[]): boolean {
  const isMiss = ({ newCombinations, unseenValues }: Coverage): boolean => newCombinations + unseenValues > 0;
  return columns.some(({ mode, standing }) => standing !== 'floor' && mode.coverage && isMiss(mode.coverage));
}
