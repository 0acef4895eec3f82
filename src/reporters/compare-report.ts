import type { CompareResult } from '../result/contract.js';
import { MODE_METRICS, shortTitle, type Unit } from '../result/metrics.js';
import { formatBound, formatFigure } from './format-number.js';
import { paintWith, type Tone } from './table/paint.js';
import { hang } from './table/text.js';

type Row = CompareResult['rows'][number];

/** Old and new, ratio with interval and verdict, as text for a terminal: `~` where no difference was found. */
export function compareReport(
  result: CompareResult,
  { color, width }: { color: boolean; width: number },
): string {
  const paint = paintWith(color);
  const { base, other } = result.compare;
  const cells = result.rows.map((row) => cellsOf(row));
  const head = ['mode', 'load', 'metric', 'old', 'new', 'ratio', '95% interval', 'verdict'];
  const widths = head.map((title, at) =>
    Math.max(title.length, ...cells.map(({ texts }) => texts[at]?.length ?? 0)),
  );
  const line = (texts: readonly string[], tone: Tone = 'plain'): string =>
    texts
      .map((text, at) => {
        const padded = at >= 3 && at <= 6 ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0);
        return at === texts.length - 1 ? paint(tone, text) : padded;
      })
      .join('  ')
      .trimEnd();
  const geomeans = result.geomeans.map(
    ({ mode, cost, rows }) => `  ${mode}: ${formatBound(cost)}x over ${rows} figures`,
  );
  return `${[
    ...[`old  ${sideWords(base)}`, `new  ${sideWords(other)}`, ''],
    ...[line(head), ...cells.map(({ texts, tone }) => line(texts, tone)), ''],
    'Geometric mean, each ratio turned so that below 1 is better',
    ...geomeans,
    '',
    'Warnings',
    ...result.warnings.flatMap((warning) => hang('  ', warning, width)),
  ].join('\n')}\n`;
}

function cellsOf(row: Row): { texts: string[]; tone: Tone } {
  const { mode, load, metric, unit, old, ratio, ci95, verdict, better, method } = row;
  const figure = (value: number): string => formatFigure(value, unit as Unit);
  const interval =
    ci95 === null || method === 'exact' ? '' : `[${formatBound(ci95[0])}, ${formatBound(ci95[1])}]`;
  const isBetter = verdict === better;
  const words = {
    same: '~ same',
    inconclusive: ci95 === null ? '~ too few repeats' : '~ inconclusive',
    lower: isBetter ? 'lower, better' : 'lower, worse',
    higher: isBetter ? 'higher, better' : 'higher, worse',
  }[verdict];
  const tone = verdict === 'same' || verdict === 'inconclusive' ? 'quiet' : isBetter ? 'good' : 'bad';
  const texts = [
    mode,
    load ?? '',
    titleOf(metric),
    figure(old),
    figure(row.new),
    `${formatBound(ratio)}x`,
    interval,
    words,
  ];
  return { texts, tone };
}

function titleOf(metric: string): string {
  return MODE_METRICS.find(({ id }) => id === metric)?.title ?? shortTitle(metric);
}

function sideWords({
  id,
  startedAt,
  scenario,
  repeats,
  model,
  gitCommit,
}: CompareResult['compare']['base']): string {
  const commit = gitCommit === null ? '' : `, commit ${gitCommit.slice(0, 8)}`;
  const at = startedAt.slice(0, 19).replace('T', ' ');
  return `${scenario}, run ${id}, ${at} UTC, ${repeats} repeats, ${model.name}@${model.sha256.slice(0, 12)}${commit}`;
}
