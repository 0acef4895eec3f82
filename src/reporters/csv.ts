import type { LoadSummary } from '../result/load-contract.js';
import { MODE_METRICS } from '../result/mode-metrics.js';
import { compareCsv } from './comparison/csv.js';
import { csvText, type CsvRow } from './csv-text.js';
import { drillCsv } from './drill/csv.js';
import { loadFigures, type LoadFigures } from './figures.js';
import { gateCsv } from './gate/csv.js';
import { pointsOf, type Point } from './points.js';
import type { Reporter } from './reporter.js';
import { answeredShare, columnsOf, type Column } from './table/columns.js';

/*
 * One row a figure: mode x load x metric, and mode x metric for what belongs to no load. Empty where there is none.
 * `value` and `ci95_*` are in `unit`, unrounded; `n` is the number of trials behind a figure of a load. The columns are
 * described in README.md; they may gain members at the end.
 */
const COLUMNS = [
  'run',
  'scenario',
  'point',
  'mode',
  'kind',
  'status',
  'load',
  'load_kind',
  'metric',
  'unit',
  'better',
  'value',
  'ci95_low',
  'ci95_high',
  'n',
  'valid',
  'reasons',
] as const;

type Row = CsvRow<(typeof COLUMNS)[number]>;

export const csvReporter = {
  id: 'csv',
  extensions: ['.csv'],
  render: (document) => {
    if ('compare' in document) return compareCsv(document);
    if ('gate' in document) return gateCsv(document);
    if ('drill' in document) return drillCsv(document);
    return csvText(COLUMNS, pointsOf(document).flatMap(rowsOf));
  },
} satisfies Reporter;

function rowsOf({ name, result }: Point): Row[] {
  const { id: run, scenario } = result.run;
  return columnsOf(result).flatMap((column) => {
    const { label, mode } = column;
    const place: Row = { run, scenario, point: name, mode: label, kind: mode.mode, status: mode.status };
    const ofLoads = loadFigures(column).flatMap(loadRows);
    return [...ofLoads, ...modeRows(column)].map((row) => ({ ...place, ...row }));
  });
}

function modeRows({ mode }: Column): Row[] {
  return MODE_METRICS.map(({ id, unit, better, of }) => ({ metric: id, unit, better, value: of(mode) }));
}

function loadRows({ load, kind, summary, repeats, figures }: LoadFigures): Row[] {
  const { valid, reasons } = summary.validity;
  const place: Row = { load, load_kind: kind, n: repeats, valid, reasons: reasons.join('; ') };
  const measured = figures.map(({ metric: { id, unit, better }, value, ci95 }): Row => {
    return { metric: id, unit, better, value, ci95_low: ci95?.[0], ci95_high: ci95?.[1] };
  });
  return [...measured, ...furtherRows(summary)].map((row) => ({ ...place, ...row }));
}

/** What comes without an interval: the rest of the latency, and what became of the requests. */
function furtherRows(summary: LoadSummary): Row[] {
  const { p90, p999, max } = summary.answered.latencyUs;
  const us = { unit: 'us', better: 'lower' };
  const { sent, completed, errors, timeouts, dropped } = summary.requests;
  return [
    { metric: 'p90Us', ...us, value: p90 },
    { metric: 'p999Us', ...us, value: p999 },
    { metric: 'maxUs', ...us, value: max },
    { metric: 'answeredShare', unit: 'share', better: 'higher', value: answeredShare(summary) },
    { metric: 'sent', unit: 'count', value: sent },
    { metric: 'completed', unit: 'count', value: completed },
    { metric: 'errors', unit: 'count', better: 'lower', value: errors },
    { metric: 'timeouts', unit: 'count', better: 'lower', value: timeouts },
    { metric: 'dropped', unit: 'count', better: 'lower', value: dropped },
  ];
}
