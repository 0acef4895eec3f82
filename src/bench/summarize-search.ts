import type { SearchLoad } from '../core/search-load.js';
import type { SearchRecord } from '../core/search-record.js';
import type { LoadSummary } from '../result/load-contract.js';
import { geometricInterval } from '../statistics/geometric-interval.js';
import { kneeOf } from '../statistics/knee.js';
import { medianOf } from './median.js';

/**
 * What the repeats of a capacity search found together. @param found one for each valid repeat, at least one
 * @param looks at the data that were planned (see `pairedRatio`)
 */
export function summarizeSearch(
  found: readonly { readonly block: number; readonly search: SearchRecord }[],
  { slo }: Pick<SearchLoad, 'slo'>,
  looks = 1,
): NonNullable<LoadSummary['search']> {
  const capacities = found.map(({ search }) => search.capacityRps);
  const curve = found
    .flatMap(({ block, search }) =>
      search.probes.map((probe) => ({ block, ...probe, missed: [...probe.missed] })),
    )
    .toSorted((a, b) => a.rate - b.rate || a.block - b.block);
  const bounds = found.map(({ search }) => search.bound);
  const interval = geometricInterval(capacities, looks);
  return {
    capacityRps: medianOf(capacities) ?? 0,
    ci95: interval && [interval[0], interval[1]],
    bound: bounds.every((bound) => bound === 'none')
      ? 'none'
      : bounds.includes('at-least')
        ? 'at-least'
        : 'found',
    kneeRps:
      kneeOf(curve.flatMap(({ rate, p99Us }) => (p99Us === null ? [] : [{ x: rate, y: p99Us }])))?.x ?? null,
    slo: { latencyUs: { ...slo.latencyUs }, errors: slo.errors },
    curve,
  };
}
