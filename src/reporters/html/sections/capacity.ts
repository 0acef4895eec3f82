import type { LoadSummary } from '../../../result/load-contract.js';
import { formatRate, formatUs } from '../../format-number.js';
import { sloWords } from '../../table/capacity-lines.js';
import { tickUs } from '../charts/axes.js';
import { capacityChart } from '../charts/capacity-chart.js';
import { figure, lineSample, tableOf } from '../figure.js';
import { html, type Markup } from '../markup.js';
import { styleOfMode } from '../palette.js';
import { chartLabel, loadsOf, type LoadReport, type Report, type Section } from '../report.js';

type Search = NonNullable<LoadSummary['search']>;

/** Throughput against p99, of each load that searches for the highest rate. */
export function capacitySection(report: Report): Section | undefined {
  const loads = loadsOf(report).flatMap((load): LoadReport[] => {
    const modes = load.modes.filter(({ summary }) => summary.search !== undefined);
    return modes.length > 0 ? [{ ...load, modes }] : [];
  });
  if (loads.length === 0) return undefined;
  return {
    id: 'capacity',
    title: 'Capacity',
    body: html` ${loads.map((load) => loadFigure(report, load))} `,
  };
}

function loadFigure(report: Report, { load, key, modes }: LoadReport): Markup {
  const searches = modes.flatMap(({ column, summary }) =>
    summary.search ? [{ column, label: chartLabel(column, summary), search: summary.search }] : [],
  );
  const slo = searches[0]?.search.slo;
  const caption = `The highest rate of an open loop with ${slo ? sloWords(slo) : 'the objective'}. A filled point met the objective, an empty one missed it.`;
  const items = searches.map(
    ({ column, label, search }) =>
      html`<li>
        ${lineSample(column.label, report.styles)}<span
          ><strong>${label}</strong>: ${capacityWords(search)}</span
        >
      </li>`,
  );
  const found = html`<h3>${load}</h3>
    <ul class="legend stacked">
      ${items}
    </ul>`;
  const lines = searches.map(({ column, label, search }) => ({
    label,
    style: styleOfMode(report.styles, column.label),
    probes: search.curve.flatMap(({ rate, p99Us, met }) =>
      p99Us === null || p99Us <= 0 ? [] : [{ rate, p99Us, met }],
    ),
  }));
  const table = {
    head: ['mode', 'rate', 'p99', 'p50', 'CPU per request', 'objective'],
    rows: searches.flatMap(({ label, search }) =>
      search.curve.map(({ rate, p99Us, p50Us, cpuUsPerRequest, met, missed }) => [
        label,
        formatRate(rate),
        ...[p99Us, p50Us, cpuUsPerRequest].map((us) => (us === null ? '-' : formatUs(us))),
        { words: met ? 'met' : `missed: ${missed.join('; ')}` },
      ]),
    ),
  };
  const title = `Rate against p99 at ${load}`;
  if (!lines.some(({ probes }) => probes.length > 0)) return html`${found}${tableOf(table, title)}`;
  const text = {
    id: `${report.key}-${key}-capacity`,
    title,
    description: searches.map(({ label, search }) => `${label}: ${capacityWords(search)}`).join('. '),
  };
  const limit = slo?.latencyUs['p99'];
  const objective = limit === undefined ? undefined : { name: `objective: p99 ${tickUs(limit)}`, us: limit };
  return html`${found}${figure({
    text,
    caption,
    draw: (size) => capacityChart(lines, objective, text, size),
    table,
  })}`;
}

function capacityWords({ capacityRps, ci95, bound, kneeRps }: Search): string {
  if (bound === 'none') return 'no rate meets the objective';
  const range = ci95 ? ` (95% interval ${formatRate(ci95[0])} to ${formatRate(ci95[1])})` : '';
  const knee = kneeRps === null ? '' : `, knee of the curve at ${formatRate(kneeRps)}`;
  return `${bound === 'at-least' ? 'at least ' : ''}${formatRate(capacityRps)}${range}${knee}`;
}
