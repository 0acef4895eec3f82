import type { CoveragePoint, MissPolicies } from '../../core/coverage-report.js';
import type { TableBytes } from '../table-bytes.js';
import type { TableSize } from './table-sizes.js';
import type { Tally, TallyPoint } from './tally.js';

/**
 * Counts as shares, for every size of table.
 * @param falsePositives of the filter that alone knows the keys of the largest size; undefined where they are all held
 */
export function pointsOf(
  sizes: readonly TableSize[],
  tally: Tally,
  bytes: TableBytes,
  falsePositives: number | undefined,
): readonly CoveragePoint[] {
  const counted = tally.points();
  const { requests, unseen } = tally;
  const distinct = tally.distinct();
  return sizes.map(({ rows, kind }, size) => {
    const isFiltered = falsePositives !== undefined && kind === 'all';
    const found = counted[size] as TallyPoint;
    const held = counted[size - 1];
    const point =
      isFiltered && held
        ? {
            ...found,
            exact: withoutFalse(found.exact, held.exact, requests - unseen, falsePositives),
            distinctKeys: withoutFalse(
              found.distinctKeys,
              held.distinctKeys,
              distinct.keys - distinct.unseen,
              falsePositives,
            ),
          }
        : found;
    const share = point.exact / requests;
    return {
      rows,
      bytes: bytes.bytesOf(rows),
      requests: share,
      distinctKeys: point.distinctKeys / distinct.keys,
      newCombinations: Math.max(0, 1 - share - unseen / requests),
      unseenValues: unseen / requests,
      policies: policiesOf(share, point, requests),
      kind,
      estimated: isFiltered,
    };
  });
}

/**
 * A filter finds what is there, and a share p of what is not: of n that were looked up it found y + p (n - y).
 * @param held found without the filter
 */
function withoutFalse(found: number, held: number, all: number, p: number): number {
  const asked = all - held;
  return held + Math.max(0, (found - held - p * asked) / (1 - p));
}

function policiesOf(table: number, { coarser }: TallyPoint, requests: number): MissPolicies {
  const miss = 1 - table;
  const levels = coarser.map((count) => count / requests);
  const backOff = levels.reduce((sum, share) => sum + share, 0);
  return {
    miss: { table, miss },
    default: { table, default: miss },
    backOff: levels.length === 0 ? null : { table, backOff, levels, miss: Math.max(0, miss - backOff) },
    live: { table, model: miss },
  };
}
