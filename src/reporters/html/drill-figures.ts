import { drilledModes } from '../drill/figures.js';
import type { DrillReport } from '../drill/headline.js';
import { formatCount, formatUs } from '../format-number.js';
import {
  DRILL_PARTS,
  hasLatency,
  latencyOverTimeChart,
  outcomesChart,
  secondsAt,
  type DrillPanel,
} from './charts/drill-chart.js';
import { boxLegend, figure, type TableData } from './figure.js';
import type { Markup } from './markup.js';
import { styleOfMode, type ModeStyles } from './palette.js';

/** Rows of a table: a longer one is read by a program, from the JSON document. */
const MOST_ROWS = 600;

/** What became of the requests of a drill over time, and how long answers took. @param key unique in the page */
export function drillFigures({ drill, modes }: DrillReport, key: string, styles: ModeStyles): Markup[] {
  const panels = drilledModes(modes).flatMap(([label, { series }]): DrillPanel[] =>
    series.answered.length === 0 ? [] : [{ label, style: styleOfMode(styles, label), series }],
  );
  const [first] = panels;
  if (!first) return [];
  const every = `${formatCount(first.series.stepMs)} ms`;
  const outcomes = {
    id: `${key}-outcomes`,
    title: `What became of the requests during ${drill}`,
    description: `A panel for each mode, a bar for every ${every}. ${panels.map(totals).join('. ')}`,
  };
  const latency = {
    id: `${key}-latency`,
    title: `Latency during ${drill}`,
    description: `A panel for each mode: the median and the longest answer of every ${every}.`,
  };
  const shown = DRILL_PARTS.filter(({ of }) =>
    panels.some(({ series }) => series.answered.some((_, at) => of(series, at) > 0)),
  );
  return [
    figure({
      text: outcomes,
      caption: `Requests of every ${every}, by what became of them; the dashed line is the event.`,
      legend: boxLegend(shown),
      draw: (size) => outcomesChart(panels, outcomes, size),
      table: tableOfSteps(panels),
    }),
    ...(hasLatency(panels)
      ? [
          figure({
            text: latency,
            caption: `How long answers of every ${every} took: the line is the median, the dots are the longest. Gaps where nothing was answered.`,
            draw: (size) => latencyOverTimeChart(panels, latency, size),
            table: tableOfSteps(panels),
          }),
        ]
      : []),
  ];
}

function totals({ label, series }: DrillPanel): string {
  const parts = DRILL_PARTS.map(({ name, of }) => {
    return `${formatCount(series.answered.reduce((sum, _, at) => sum + of(series, at), 0))} ${name}`;
  });
  return `${label}: ${parts.join(', ')}`;
}

function tableOfSteps(panels: readonly DrillPanel[]): TableData {
  const head = ['mode', 'seconds', ...DRILL_PARTS.map(({ name }) => name), 'median', 'longest'];
  const rows = panels.flatMap(({ label, series }) =>
    series.answered.map((_, at) => [
      label,
      String(secondsAt(series, at)),
      ...DRILL_PARTS.map(({ of }) => formatCount(of(series, at))),
      ...[series.medianUs[at], series.maxUs[at]].map((us) => (typeof us === 'number' ? formatUs(us) : '-')),
    ]),
  );
  if (rows.length <= MOST_ROWS) return { head, rows };
  const note = `The first ${MOST_ROWS} of ${formatCount(rows.length)} rows; all are in the JSON document.`;
  return { head, rows: rows.slice(0, MOST_ROWS), note };
}
