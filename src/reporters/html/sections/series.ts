import { formatCount, formatUs } from '../../format-number.js';
import { seriesOf, type Series } from '../../optional-parts.js';
import { seriesChart, type SeriesPanel, type SeriesPoint } from '../charts/series-chart.js';
import { figure, type TableData } from '../figure.js';
import { html, type Markup } from '../markup.js';
import { styleOfMode } from '../palette.js';
import { chartLabel, loadsOf, type LoadReport, type Report, type Section } from '../report.js';
import { completedPoints, lostBetween, p99Points, secondsPerPoint } from './series-points.js';

/** Below this there is nothing to see over time. */
const FEWEST_SECONDS = 3;
/** Rows of a table: a longer one is read by a program, from the JSON document. */
const MOST_ROWS = 600;

interface Trial {
  readonly label: string;
  readonly mode: string;
  readonly repeat: number;
  readonly series: Series;
}

/** Each trial second by second: whether a mode was steady, and when it lost requests. */
export function seriesSection(report: Report): Section | undefined {
  const loads = loadsOf(report).map((load) => ({ load, trials: trialsOf(load) }));
  if (loads.every(({ trials }) => trials.length === 0)) return undefined;
  const long = loads.filter(({ trials }) =>
    trials.some(({ series }) => series.completed.length >= FEWEST_SECONDS),
  );
  const short = html`<p class="note">
    Every trial was shorter than ${FEWEST_SECONDS} seconds: there is nothing to show over time. Lengthen the
    loads to see it.
  </p>`;
  const figures = long.map(({ load, trials }) => loadFigures(report, load, trials));
  return { id: 'series', title: 'Second by second', body: html`${figures.length === 0 ? short : figures}` };
}

function trialsOf({ modes }: LoadReport): Trial[] {
  return modes.flatMap(({ column, summary }) =>
    summary.repeats.flatMap((repeat): Trial[] => {
      const series = seriesOf(repeat);
      const label = chartLabel(column, summary);
      return series ? [{ label, mode: column.label, repeat: repeat.block + 1, series }] : [];
    }),
  );
}

function loadFigures(report: Report, { load, key }: LoadReport, trials: readonly Trial[]): Markup {
  const seconds = secondsPerPoint(trials.map(({ series }) => series));
  const lost = trials.reduce((sum, { series }) => sum + lostBetween(series), 0);
  const lostWords = lost === 0 ? 'No request was lost.' : `Lost in all: ${formatCount(lost)} requests.`;
  const binWords =
    seconds === 1 ? '' : ` Each point stands for ${seconds} seconds: the mean rate, the worst p99.`;
  const textOf = (id: string, title: string) => ({
    id: `${report.key}-${key}-${id}`,
    title: `${title} at ${load}`,
    description: `${title} at ${load}, a panel for each mode. ${lostWords}`,
  });
  const completed = panelsOf(report, trials, (one) => completedPoints(one.series, one.repeat, seconds));
  const ofRate = textOf('completed', 'Completed requests per second');
  const rate = figure({
    text: ofRate,
    caption: `Completed requests per second, a line for each repeat. A cross marks errors, timeouts or requests that were never sent. The last second holds what was left. ${lostWords}${binWords}`,
    draw: (size) => seriesChart(completed, 'requests/s', ofRate, size),
    table: tableOfTrials(trials, COUNTS, formatCount),
  });
  const p99 = panelsOf(report, trials, (one) => p99Points(one.series, one.repeat, seconds));
  const ofLatency = textOf('p99', 'p99 per second');
  const hasLatency = p99.some(({ points }) => points.some(({ value }) => value !== null));
  const latency = figure({
    text: ofLatency,
    caption: 'p99 of the requests of each second; gaps where a second has too few.',
    draw: (size) => seriesChart(p99, 'us', ofLatency, size),
    table: tableOfTrials(trials, LATENCIES, formatUs),
  });
  return html`<h3>${load}</h3>
    ${rate}${hasLatency ? latency : undefined}`;
}

function panelsOf(
  { styles }: Report,
  trials: readonly Trial[],
  pointsOf: (trial: Trial) => readonly SeriesPoint[],
): SeriesPanel[] {
  const labels = new Map(trials.map(({ label, mode }) => [label, mode]));
  return [...labels].map(([label, mode]) => ({
    label,
    style: styleOfMode(styles, mode),
    points: trials.filter((trial) => trial.label === label).flatMap(pointsOf),
  }));
}

type Columns = readonly (readonly [title: string, read: (series: Series) => readonly (number | null)[]])[];

const COUNTS: Columns = [
  ['completed', ({ completed }) => completed],
  ['errors', ({ errors }) => errors],
  ['timeouts', ({ timeouts }) => timeouts],
  ['dropped', ({ dropped }) => dropped],
];

const LATENCIES: Columns = [
  ['p50', ({ p50Us }) => p50Us],
  ['p99', ({ p99Us }) => p99Us],
];

function tableOfTrials(
  trials: readonly Trial[],
  columns: Columns,
  format: (value: number) => string,
): TableData {
  const rows = trials.flatMap(({ label, repeat, series }) =>
    series.completed.map((_, second) => {
      const values = columns.map(([, read]) => read(series)[second] ?? null);
      const place = [label, String(repeat), String(second + 1)];
      return [...place, ...values.map((value) => (value === null ? '-' : format(value)))];
    }),
  );
  const head = ['mode', 'repeat', 'second', ...columns.map(([title]) => title)];
  if (rows.length <= MOST_ROWS) return { head, rows };
  const note = `The first ${MOST_ROWS} of ${formatCount(rows.length)} rows; all are in the JSON document.`;
  return { head, rows: rows.slice(0, MOST_ROWS), note };
}
