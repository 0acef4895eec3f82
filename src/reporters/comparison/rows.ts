import type { CompareResult } from '../../result/compare-contract.js';
import { shortTitle, type Unit } from '../../result/metrics.js';
import { MODE_METRICS } from '../../result/mode-metrics.js';
import { formatBound, formatFigure } from '../format-number.js';
import type { Tone } from '../table/paint.js';

export type CompareRow = CompareResult['rows'][number];

/** What became of a figure from the old run to the new one. */
export type Change = 'worse' | 'better' | 'same' | 'open';

export function changeOf({ verdict, better }: CompareRow): Change {
  if (verdict === 'same') return 'same';
  if (verdict === 'inconclusive') return 'open';
  return verdict === better ? 'better' : 'worse';
}

const TONES: Readonly<Record<Change, Tone>> = { worse: 'bad', better: 'good', same: 'quiet', open: 'quiet' };

/** One row in words, the same in every format that people read. */
export interface RowWords {
  readonly mode: string;
  /** `whole mode` for a figure that belongs to no load. */
  readonly load: string;
  readonly metric: string;
  readonly old: string;
  readonly new: string;
  readonly ratio: string;
  /** `[0.92, 0.97]`; empty where there is none, or nothing to be unsure of. */
  readonly interval: string;
  readonly verdict: string;
  readonly tone: Tone;
}

export function rowWords(row: CompareRow): RowWords {
  const { mode, load, metric, ratio, ci95, verdict, method } = row;
  const change = changeOf(row);
  const open = ci95 === null ? '~ too few repeats' : '~ inconclusive';
  const words = { worse: `${verdict}, worse`, better: `${verdict}, better`, same: '~ same', open };
  return {
    mode,
    load: load ?? 'whole mode',
    metric: metricTitle(metric),
    old: figureOf(row, row.old),
    new: figureOf(row, row.new),
    ratio: `${formatBound(ratio)}x`,
    interval: ci95 === null || method === 'exact' ? '' : `[${formatBound(ci95[0])}, ${formatBound(ci95[1])}]`,
    verdict: words[change],
    tone: TONES[change],
  };
}

/** `embedded / saturation / throughput`: a row in one line, where a format has no columns. */
export function rowName(row: CompareRow): string {
  const { mode, load, metric } = rowWords(row);
  return [mode, ...(row.load === null ? [] : [load]), metric].join(' / ');
}

/** `throughput of embedded at saturation`: a row as sentences name it. */
export function rowTopic(row: CompareRow): string {
  const { mode, load, metric } = rowWords(row);
  return `${metric} of ${mode}${row.load === null || load === metric ? '' : ` at ${load}`}`;
}

/** `15,200/s to 12,100/s, 0.80x [0.78, 0.82]`. */
export function rowChange(row: CompareRow): string {
  const { old, new: now, ratio, interval } = rowWords(row);
  return `${old} to ${now}, ${ratio}${interval === '' ? '' : ` ${interval}`}`;
}

export function metricTitle(metric: string): string {
  return MODE_METRICS.find(({ id }) => id === metric)?.title ?? shortTitle(metric);
}

/** The contract has units as text, since readers must tolerate new ones. */
function figureOf({ unit }: CompareRow, value: number): string {
  return formatFigure(value, unit as Unit);
}

/** Which run a side is: `quickstart, run 5e1a9ccf, 2026-03-02 09:30:00 UTC, 8 repeats, clicks@c0ffee, commit 4f5d0c6a`. */
export function sideWords(side: CompareResult['compare']['base']): string {
  const { id, startedAt, scenario, repeats, model, gitCommit } = side;
  const commit = gitCommit === null ? '' : `, commit ${gitCommit.slice(0, 8)}`;
  const at = startedAt.slice(0, 19).replace('T', ' ');
  return `${scenario}, run ${id}, ${at} UTC, ${repeats} repeats, ${model.name}@${model.sha256.slice(0, 12)}${commit}`;
}
