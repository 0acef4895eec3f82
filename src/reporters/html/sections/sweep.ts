import type { SweepResult } from '../../../result/contract.js';
import type { Unit } from '../../../result/metrics.js';
import { quote } from '../../../scenario/suggest.js';
import { formatFigure } from '../../format-number.js';
import { sweepMetrics, type SweepMetric } from '../../table/sweep-metrics.js';
import { tickBytes, tickCount, tickUs } from '../charts/axes.js';
import { sweepChart } from '../charts/sweep-chart.js';
import { figure, lineLegend, listOf } from '../figure.js';
import { html, type Markup } from '../markup.js';
import { styleOfMode } from '../palette.js';
import type { Report } from '../report.js';

const TICKS = {
  us: tickUs,
  ms: (ms: number) => tickUs(ms * 1000),
  'requests/s': tickCount,
  bytes: tickBytes,
  share: (share: number) => `${Math.round(share * 100)}%`,
  count: tickCount,
} satisfies Record<Unit, (value: number) => string>;

/** The answer of each value. */
export function sweepAnswer(reports: readonly Report[]): Markup {
  const items = reports.map(
    ({ name, result, answer }) =>
      html`<strong>${name ?? result.run.id}</strong>: ${answer.headline.join(' ')}`,
  );
  return html`<section class="answer" aria-labelledby="answer">
    <h2 id="answer">The answer</h2>
    ${listOf(items)}
  </section>`;
}

/** The main metrics over the values of a sweep. What is not valid is left out of the lines, and named below. */
export function sweepSection({ sweep }: SweepResult, reports: readonly Report[]): Markup {
  const columns = reports.flatMap((report) => report.columns);
  const labels = [...new Set(columns.map(({ label }) => label))];
  const figures = sweepMetrics(columns).map((metric, index) =>
    metricFigure(metric, index, sweep.path, labels, reports),
  );
  const missing = sweep.values.length - reports.length;
  const note =
    missing > 0
      ? html`<p class="note">
          ${missing} of ${sweep.values.length} values were not measured: the sweep was interrupted.
        </p>`
      : undefined;
  return html`<section>
    <h2 id="sweep">Over the sweep</h2>
    ${note}${figures}
  </section> `;
}

function metricFigure(
  { title, unit, read }: SweepMetric,
  index: number,
  path: string,
  labels: readonly string[],
  reports: readonly Report[],
): Markup {
  const [first] = reports;
  const names = reports.map(({ name }) => (name ?? '').replace(`${path} = `, ''));
  const lines = labels.map((label) => ({
    label,
    style: styleOfMode(first?.styles ?? new Map(), label),
    values: reports.map(({ columns }) => {
      const column = columns.find((one) => one.label === label);
      const isValid = (load: string): boolean => column?.mode.loads[load]?.validity.valid ?? false;
      const figureOf = column && read(column, (load) => (isValid(load) ? undefined : 'not valid'));
      return figureOf && figureOf.doubt === undefined && figureOf.standing !== 'out' ? figureOf.value : null;
    }),
  }));
  const text = {
    id: `sweep-${index}`,
    title: `${title} over ${path}`,
    description: `${title} of ${labels.join(', ')} for ${path} from ${names[0] ?? quote(undefined)} to ${names.at(-1) ?? ''}`,
  };
  const isLog = unit === 'us';
  return figure({
    text,
    caption: title,
    draw: (size) => sweepChart(lines, { names, path, isLog, format: TICKS[unit] }, text, size),
    legend: lineLegend(labels, first?.styles ?? new Map()),
    table: {
      head: ['mode', ...names],
      rows: lines.map(({ label, values }) => [
        label,
        ...values.map((value) => (value === null ? '-' : formatFigure(value, unit))),
      ]),
    },
  });
}
