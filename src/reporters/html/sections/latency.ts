import { readLoad } from '../../../result/read-load.js';
import type { LoadSummary } from '../../../result/load-contract.js';
import { formatRate, formatUs } from '../../format-number.js';
import { percentileNotes } from '../../optional-parts.js';

import { describeLoad } from '../../table/describe-load.js';
import { latencyChart } from '../charts/latency-chart.js';
import { figure, lineLegend, listOf, tableOf, type TableData } from '../figure.js';
import { html, type Markup } from '../markup.js';
import { styleOfMode } from '../palette.js';
import { chartLabel, loadsOf, type LoadReport, type Report, type Section } from '../report.js';

const PERCENTILES = [
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p95', 'p95'],
  ['p99', 'p99'],
  ['p999', 'p99.9'],
  ['max', 'max'],
] as const satisfies readonly (readonly [keyof LoadSummary['latencyUs'], string])[];

/** More notes than these are folded up. */
const MOST_SHOWN_NOTES = 2;

/**
 * The latency distribution of every mode, load by load. A search has none: its latencies are of another rate for each
 * mode.
 */
export function latencySection(report: Report): Section | undefined {
  const loads = loadsOf(report).filter(({ modes }) => modes.every(({ summary }) => !summary.search));
  if (loads.length === 0) return undefined;
  return {
    id: 'latency',
    title: 'Latency',
    body: html`
      <p class="note">
        Of answered requests; of the floor, of all. Each further nine of a percentile is as wide as the last,
        so that the tail can be read. A line ends where the sample is too small to say more.
      </p>
      ${loads.map((load) => loadFigure(report, load))}
    `,
  };
}

function loadFigure(report: Report, load: LoadReport): Markup {
  const lines = load.modes.flatMap(({ column, summary }) => {
    const points = (summary.percentileCurve ?? []).filter(([, us]) => us > 0);
    return points.length < 2
      ? []
      : [{ label: chartLabel(column, summary), style: styleOfMode(report.styles, column.label), points }];
  });
  const [about = ''] = load.modes.flatMap(
    ({ summary }) => describeLoad(report.result.run, load.load, summary.kind)[0] ?? [],
  );
  const table = tableOfLoad(load);
  const title = `Latency at ${load.load}`;
  if (lines.length === 0) {
    return html`<h3>${load.load}</h3>
      <p class="note">${about}</p>
      ${tableOf(table, title)}`;
  }
  const text = {
    id: `${report.key}-${load.key}-latency`,
    title,
    description: `Latency by percentile for ${lines.map(({ label }) => label).join(', ')}. The table has the figures.`,
  };
  return html`<h3>${load.load}</h3>
    ${figure({
      text,
      caption: about,
      draw: (size) => latencyChart(lines, text, size),
      table,
      legend: lineLegend(
        load.modes.map(({ column }) => column.label),
        report.styles,
      ),
    })}${notesOf(load)}`;
}

function tableOfLoad({ load, modes }: LoadReport): TableData {
  // Open loops with a latency objective: what came in time.
  const hasGoodput = modes.some(({ summary }) => typeof summary.goodputRps === 'number');
  return {
    head: ['mode', ...PERCENTILES.map(([, title]) => title), ...(hasGoodput ? ['goodput'] : [])],
    rows: modes.map(({ column, summary }) => {
      const { latencyUs } = readLoad(column.mode, load)?.answered ?? summary.answered;
      const figures = PERCENTILES.map(([key]) => {
        const us = latencyUs[key];
        return us === null ? '-' : formatUs(us);
      });
      const { goodputRps } = summary;
      const goodput = typeof goodputRps === 'number' ? formatRate(goodputRps) : '-';
      return [chartLabel(column, summary), ...figures, ...(hasGoodput ? [goodput] : [])];
    }),
  };
}

/** What is not the server's own latency. */
function notesOf({ modes }: LoadReport): Markup | undefined {
  const notes = modes.flatMap(({ column, summary }) =>
    percentileNotes(summary)
      .filter(({ code }) => code === 'generator-limited')
      .map(({ reason }) => `${column.label}: ${reason}`),
  );
  if (notes.length <= MOST_SHOWN_NOTES) return listOf(notes, 'note');
  return html`<details class="short">
    <summary>${notes.length} percentiles that are not the server's alone</summary>
    ${listOf(notes, 'note')}
  </details>`;
}
