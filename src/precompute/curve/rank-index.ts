import { createNumberTable } from '../../traffic/number-table.js';
import type { Coarsen } from './coarser-ids.js';

/** The smallest table that answers a request, as an index into the sizes of the curve; `sizes` where none does. */
export interface RankIndex {
  readonly sizes: number;
  /** Of the exact key. */
  sizeOf(id: number): number;
  /** Of the coarser key of a level: some row of the table agrees with it in the features that are left. */
  coarserSizeOf(id: number, level: number): number;
}

/**
 * @param ranking ids, the most requested first
 * @param rows of every size, ascending
 * @param isKey ids beyond the ranking that the largest table holds
 */
export function createRankIndex(
  ranking: Float64Array,
  rows: readonly number[],
  levels: readonly Coarsen[],
  isKey: (id: number) => boolean,
): RankIndex {
  const exact = createNumberTable(ranking.length);
  const coarser = levels.map(() => createNumberTable());
  let size = 0;
  for (let rank = 0; rank < ranking.length; rank++) {
    while (size < rows.length - 1 && rank >= (rows[size] as number)) size++;
    const id = ranking[rank] as number;
    // 0 is no count of a table.
    exact.set(id, size + 1);
    for (let level = 0; level < levels.length; level++) {
      const table = coarser[level] as (typeof coarser)[number];
      const coarse = (levels[level] as Coarsen)(id);
      if (table.get(coarse) === 0) table.set(coarse, size + 1);
    }
  }
  const found = (value: number): number => (value === 0 ? rows.length : value - 1);
  return {
    sizes: rows.length,
    sizeOf: (id) => {
      const index = found(exact.get(id));
      return index === rows.length && isKey(id) ? rows.length - 1 : index;
    },
    coarserSizeOf: (id, level) =>
      found((coarser[level] as (typeof coarser)[number]).get((levels[level] as Coarsen)(id))),
  };
}
