import { formatCount, formatUs } from '../../format-number.js';
import { barFigure } from '../bar-figure.js';
import { tickUs } from '../charts/axes.js';
import type { Bar } from '../charts/bar-chart.js';
import { html, type Markup } from '../markup.js';
import { styleOfMode } from '../palette.js';
import { chartLabel, loadsOf, type LoadReport, type Report, type Section } from '../report.js';

const PERCENTILES = ['p50', 'p95', 'p99', 'max'] as const;

/** What the model costs the rest of the application: a route without a model, asked while the load ran. */
export function neighboursSection(report: Report): Section | undefined {
  const figures = loadsOf(report).flatMap((load) => {
    const found = loadFigure(report, load);
    return found
      ? [
          html`<h3>${load.load}</h3>
            ${found}`,
        ]
      : [];
  });
  if (figures.length === 0) return undefined;
  return {
    id: 'neighbours',
    title: 'The rest of the application',
    body: html`
      <p class="note">
        How long a route without a model takes while the load runs: what a mode costs its neighbours in the
        same process, beside what it costs on the floor.
      </p>
      ${figures}
    `,
  };
}

/** A search pings at another rate for each mode, so its figures are no comparison. */
function loadFigure({ key, styles }: Report, load: LoadReport): Markup | undefined {
  const modes = load.modes.filter(({ summary }) => !summary.search);
  const bars = modes.flatMap(({ column, summary }): Bar[] => {
    const us = summary.pingUs?.p95 ?? null;
    if (us === null) return [];
    const part = { name: 'p95', value: us, color: styleOfMode(styles, column.label).color };
    return [{ label: chartLabel(column, summary), parts: [part], end: formatUs(us) }];
  });
  return barFigure({
    id: `${key}-${load.key}-pings`,
    title: `Latency of /app/ping at ${load.load}`,
    caption: 'p95 of /app/ping, from the intended send.',
    bars,
    format: tickUs,
    unnamed: ['p95'],
    table: {
      head: ['mode', ...PERCENTILES, 'sent', 'errors', 'timeouts'],
      rows: modes.map(({ column, summary: { pingUs, pings } }) => {
        const latencies = PERCENTILES.map((percentile) => pingUs?.[percentile] ?? null);
        const counts = [pings?.sent, pings?.errors, pings?.timeouts];
        return [
          column.label,
          ...latencies.map((us) => (us === null ? '-' : formatUs(us))),
          ...counts.map((count) => (count === undefined ? '-' : formatCount(count))),
        ];
      }),
    },
  });
}
