import type { CompareResult } from '../../result/compare-contract.js';
import { csvText } from '../csv-text.js';

/** One row a figure. `old`, `new` in `unit`, unrounded; `ratio` and its interval are new / old of the typical repeat. */
const COLUMNS = [
  'base_run',
  'other_run',
  'mode',
  'load',
  'metric',
  'unit',
  'better',
  'old',
  'new',
  'ratio',
  'ci95_low',
  'ci95_high',
  'verdict',
  'method',
  'n_old',
  'n_new',
] as const;

export function compareCsv({ compare, rows }: CompareResult): string {
  return csvText(
    COLUMNS,
    rows.map(({ ci95, repeats, ...row }) => ({
      ...row,
      base_run: compare.base.id,
      other_run: compare.other.id,
      ci95_low: ci95?.[0],
      ci95_high: ci95?.[1],
      n_old: repeats[0],
      n_new: repeats[1],
    })),
  );
}
