import type { DrillResult } from '../../result/drill-contract.js';
import { csvText, type CsvRow } from '../csv-text.js';
import { figuresOf } from './figures.js';

const COLUMNS = ['scenario', 'drill', 'mode', 'status', 'metric', 'unit', 'value'] as const;

type Row = CsvRow<(typeof COLUMNS)[number]>;

/** One row a figure: drill x mode x metric, unrounded, empty where there is none. What callers got as `got: WHAT`. */
export function drillCsv({ drill: { scenario }, drills }: DrillResult): string {
  const rows = drills.flatMap(({ drill, modes }) =>
    Object.entries(modes).flatMap(([mode, outcome]): Row[] => {
      const place: Row = { scenario, drill, mode, status: outcome.status };
      if (outcome.status !== 'drilled') return [place];
      const figures = figuresOf(modes).map(({ id, unit, of }): Row => {
        return { ...place, metric: id, unit, value: of(outcome) };
      });
      const got = outcome.sinceEvent.got.map(({ what, requests }): Row => {
        return { ...place, metric: `got: ${what}`, unit: 'count', value: requests };
      });
      return [...figures, ...got];
    }),
  );
  return csvText(COLUMNS, rows);
}
