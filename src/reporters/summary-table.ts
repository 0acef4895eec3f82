import { readLoad } from '../result/read-load.js';
import type { Result } from '../result/contract.js';
import { generatorLimit, isLowerBound } from '../result/limits.js';
import { LOAD_METRICS, loadKindOf, shortTitle, type LoadMetric } from '../result/metrics.js';
import { MODE_METRICS } from '../result/mode-metrics.js';
import type { Answer } from './answer/answer.js';
import { JUDGED } from './answer/topics.js';
import { formatFigure, formatShare } from './format-number.js';
import { answeredShare, columnsOf, loadIds, type Column } from './table/columns.js';

/*
 * The figures that a choice is made by: one row a mode, so that it fits a comment and a phone. What is marked is what
 * the answer says, never just the largest number of a column.
 */

export interface SummaryCell {
  /** Empty where there is no figure. */
  readonly text: string;
  /** `wins`: settled by intervals. `doubtful`: is not compared; `aside` says why. */
  readonly mark: 'wins' | 'doubtful' | 'plain';
  readonly aside?: string;
}

export interface SummaryRow {
  readonly label: string;
  readonly standing: Column['standing'];
  readonly cells: readonly SummaryCell[];
}

export interface SummaryTable {
  readonly head: readonly string[];
  readonly rows: readonly SummaryRow[];
}

/** Metrics of the modes as a whole, with titles short enough for a column. */
const OF_MODE: Readonly<Record<string, string>> = {
  cpuUsPerRequest: 'CPU',
  anonBytes: 'memory',
  storageBytes: 'storage',
  coverage: 'coverage',
};

const EMPTY: SummaryCell = { text: '', mark: 'plain' };

export function summaryTable(result: Result, { claims }: Answer): SummaryTable {
  const columns = columnsOf(result);
  const measured = loadIds(columns).flatMap((load) =>
    metricsOf(columns, load).map((metric) => ({ load, metric })),
  );
  const ofMode = MODE_METRICS.filter(({ id }) => id in OF_MODE);
  const hasObjectives = columns.some(({ mode }) => mode.objectives !== undefined);
  return {
    head: [
      ...measured.map(({ load, metric }) => titleOf(load, shortTitle(metric.id))),
      ...ofMode.map(({ id, title }) => OF_MODE[id] ?? title),
      ...(hasObjectives ? ['objectives'] : []),
    ],
    rows: columns.map((column) => ({
      label: column.label,
      standing: column.standing,
      cells: [
        ...measured.map(({ load, metric }) => {
          const claim = claims.find((one) => one.load === load && one.metric === metric.id);
          return loadCell(column, load, metric, claim?.winners.includes(column.label) ?? false);
        }),
        ...ofMode.map(({ unit, of }): SummaryCell => {
          const value = of(column.mode);
          return value === null ? EMPTY : { text: formatFigure(value, unit), mark: 'plain' };
        }),
        ...(hasObjectives ? [objectiveCell(column)] : []),
      ],
    })),
  };
}

/** `steady p99`; a search that is called after what it finds needs no second word. */
function titleOf(load: string, metric: string): string {
  return load === metric ? load : `${load} ${metric}`;
}

function metricsOf(columns: readonly Column[], load: string): LoadMetric[] {
  const known = columns.map(({ mode }) => mode.loads[load]).find((summary) => summary !== undefined);
  const judged = known ? JUDGED[loadKindOf(known)] : [];
  return LOAD_METRICS.filter(({ id }) => judged.includes(id));
}

function loadCell(column: Column, load: string, metric: LoadMetric, wins: boolean): SummaryCell {
  const summary = readLoad(column.mode, load);
  const value = summary ? metric.ofLoad(summary) : null;
  if (!summary || value === null) return EMPTY;
  if (summary.search?.bound === 'none' && metric.id === 'capacityRps') {
    return { text: 'none', mark: 'doubtful', aside: 'no rate meets it' };
  }
  const text = `${isLowerBound(summary, metric.id) ? '>= ' : ''}${formatFigure(value, metric.unit)}`;
  if (!summary.validity.valid) return { text, mark: 'doubtful', aside: 'not valid' };
  if (generatorLimit(summary, metric.id) !== undefined) {
    return { text, mark: 'doubtful', aside: 'the load process was late' };
  }
  const answered = answeredShare(summary) ?? 0;
  if (column.standing === 'contender' && answered < 1) {
    return { text, mark: 'doubtful', aside: `${formatShare(answered)} answered` };
  }
  return { text, mark: wins ? 'wins' : 'plain' };
}

function objectiveCell({ mode: { objectives } }: Column): SummaryCell {
  if (!objectives) return EMPTY;
  return objectives.met ? { text: 'met', mark: 'plain' } : { text: 'missed', mark: 'doubtful' };
}
