import type { TrendChange, TrendReport, TrendSeries } from '../core/trend-report.js';
import { FEWEST_FOR_CHANGE } from '../statistics/change-points.js';
import type { Unit } from '../result/metrics.js';
import { csvText } from './csv-text.js';
import { formatFigure, formatRatio } from './format-number.js';

const BARS = '▁▂▃▄▅▆▇█';
/** A sparkline of more runs would not fit a terminal. */
const MOST_SHOWN = 60;

/** A line of bars for each figure, and every change in words. */
export function trendText(report: TrendReport): string {
  const { series } = report;
  const blocks = series.map((one) =>
    [`${one.metric} (${one.better} is better)`, ...seriesLines(one)].join('\n'),
  );
  return [trendHeading(report).join('\n'), ...blocks].join('\n\n');
}

/** Which runs it is about, and which are left out. */
export function trendHeading({ trend }: TrendReport): string[] {
  const { scenario, hardware, runs, leftOut } = trend;
  const reasons = [
    [leftOut.hardware, 'on other hardware'],
    [leftOut.settings, 'with another seed, other traffic, loads or modes'],
    [leftOut.unfinished, 'not finished'],
  ] as const;
  const left = reasons.filter(([count]) => count > 0).map(([count, why]) => `${count} ${why}`);
  return [
    `${scenario}: ${runs} ${runs === 1 ? 'run' : 'runs'} on ${hardware}`,
    ...(left.length > 0 ? [`left out: ${left.join(', ')}`] : []),
    `changes: ${trend.method}`,
  ];
}

/** One row for each run and figure; a change stands in the row of its first run. */
export function trendCsv({ series }: TrendReport): string {
  const rows = series.flatMap(({ metric, unit, better, points, changes }) =>
    points.map((point, index) => {
      const change = changes.find(({ at }) => at === index);
      const { ratio, verdict, pValue } = change ?? {};
      return { metric, unit, better, ...point, change: verdict, ratio, pValue };
    }),
  );
  return csvText(COLUMNS, rows);
}

const COLUMNS = [
  'metric',
  'unit',
  'better',
  'run',
  'startedAt',
  'commit',
  'value',
  'change',
  'ratio',
  'pValue',
] as const;

function seriesLines(series: TrendSeries): string[] {
  const { points, changes, unit } = series;
  if (points.length === 0) return ['  no valid figure'];
  const first = Math.max(0, points.length - MOST_SHOWN);
  const values = points.slice(first).map(({ value }) => value);
  const bars = values.map((value, index) => {
    const mark = changes.some(({ at }) => at === first + index) ? '|' : '';
    return mark + bar(value, Math.min(...values), Math.max(...values));
  });
  const show = (value: number | undefined): string => figureText(value ?? 0, unit);
  return [
    `  ${show(values[0])} ${bars.join('')} ${show(values.at(-1))}`,
    ...changes.map((change) => `  ${changeWords(change, series)}`),
    ...(changes.length === 0 ? [`  ${noChangeWords(series)}`] : []),
  ];
}

/** `worse from 3f2a91bc (run e99f15b7, 2026-11-12): 22,100/s -> 12,100/s, 0.55x, p = 0.001` */
export function changeWords(
  { at, run, commit, before, after, ratio, verdict, pValue }: TrendChange,
  series: TrendSeries,
): string {
  const day = series.points[at]?.startedAt.slice(0, 10) ?? '';
  const where = `${commit === null ? 'no commit' : commit.slice(0, 8)} (run ${run}, ${day})`;
  const p = `p = ${pValue.toFixed(3)}`;
  if (verdict === 'spread') return `another spread from ${where}, no other level shown, ${p}`;
  const levels = `${figureText(before, series.unit)} -> ${figureText(after, series.unit)}`;
  const times = Number.isFinite(ratio) ? `, ${formatRatio(ratio)}` : '';
  return `${verdict} from ${where}: ${levels}${times}, ${p}`;
}

/** Why nothing is marked. */
export function noChangeWords({ points }: TrendSeries): string {
  if (points.length >= FEWEST_FOR_CHANGE) return 'no change';
  return `${points.length} of the ${FEWEST_FOR_CHANGE} runs that a change needs to be told from noise`;
}

export function figureText(value: number, unit: string): string {
  return formatFigure(value, unit as Unit);
}

function bar(value: number, low: number, high: number): string {
  const share = high === low ? 0.5 : (value - low) / (high - low);
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? '';
}
