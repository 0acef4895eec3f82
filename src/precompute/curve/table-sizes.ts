import type { CoveragePoint } from '../../core/coverage-report.js';

/** One size of table on the curve. */
export type TableSize = Pick<CoveragePoint, 'rows' | 'kind'>;

/**
 * 1, 10, 100, ... and what the scenario asks for, as far as keys are ranked, and all keys of the first part. Where more
 * keys came than can be ranked, all that are is a size, too: only what follows it is known by a filter.
 *
 * @param ranked keys whose rank is known; @param distinct keys of the first part
 */
export function tableSizes(
  ranked: number,
  distinct: number,
  ofScenario: number | undefined,
): readonly TableSize[] {
  const sizes = new Map<number, TableSize>();
  for (let rows = 1; rows < distinct && rows <= ranked; rows *= 10) sizes.set(rows, { rows, kind: 'round' });
  if (ofScenario !== undefined && ofScenario < distinct && ofScenario <= ranked) {
    sizes.set(ofScenario, { rows: ofScenario, kind: 'scenario' });
  }
  if (ranked < distinct && ranked > 0) sizes.set(ranked, { rows: ranked, kind: 'round' });
  sizes.set(distinct, { rows: distinct, kind: 'all' });
  return [...sizes.values()].sort((a, b) => a.rows - b.rows);
}
