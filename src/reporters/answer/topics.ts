import type { Result } from '../../result/contract.js';
import { generatorLimit, isLowerBound } from '../../result/limits.js';
import { LOAD_METRICS, loadKindOf, type LoadKind, type LoadMetric } from '../../result/metrics.js';
import type { RepeatSummary } from '../../result/repeat-contract.js';
import { answeredShare, columnsOf, loadIds, type Column } from '../table/columns.js';

/** A question that a run can answer: which mode is best in this metric under this load? */
export interface Topic {
  readonly load: string;
  readonly metric: LoadMetric;
  readonly contenders: readonly Contender[];
  readonly leftOut: readonly LeftOut[];
}

/** A mode with a figure that counts. */
export interface Contender {
  readonly label: string;
  readonly value: number;
  readonly repeats: readonly RepeatSummary[];
  /** True where the figure is what the load generator, or the bound of a search, allowed: the mode may do better. */
  readonly isLowerBound: boolean;
}

/** A mode that cannot win, and why. */
export interface LeftOut {
  readonly label: string;
  readonly why:
    | { readonly kind: 'failed' | 'invalid' | 'not measured' | 'no capacity' | 'no figure' }
    | { readonly kind: 'partial'; readonly answered: number }
    | { readonly kind: 'other predictions'; readonly mismatches: number; readonly checked: number }
    | { readonly kind: 'generator'; readonly reason: string };
}

/** What a load is judged by: its main figures, of which p95 would repeat the others. */
export const JUDGED: Readonly<Record<LoadKind, readonly string[]>> = {
  closed: ['throughputRps'],
  open: ['p50Us', 'p99Us'],
  search: ['capacityRps'],
};

/** In the order of the scenario's loads. The floor takes no part: it gives no real answers. */
export function topicsOf(result: Result): Topic[] {
  const columns = columnsOf(result).filter(({ standing }) => standing !== 'floor');
  return loadIds(columns).flatMap((load) => {
    const known = columns.map(({ mode }) => mode.loads[load]).find((summary) => summary !== undefined);
    if (!known) return [];
    const judged = JUDGED[loadKindOf(known)];
    return LOAD_METRICS.filter(({ id }) => judged.includes(id)).map((metric) => {
      const entries = columns.map((column) => enter(column, load, metric));
      const contenders = entries.flatMap((entry) => ('why' in entry ? [] : [entry]));
      return {
        load,
        metric,
        contenders,
        leftOut: entries.flatMap((entry) => ('why' in entry ? [entry] : [])),
      };
    });
  });
}

function enter({ label, mode }: Column, load: string, metric: LoadMetric): Contender | LeftOut {
  const out = (why: LeftOut['why']): LeftOut => ({ label, why });
  const summary = mode.loads[load];
  if (mode.status === 'failed') return out({ kind: 'failed' });
  if (!summary) return out({ kind: 'not measured' });
  if (!summary.validity.valid) return out({ kind: 'invalid' });
  const { mismatches, checked } = mode.parity;
  if (mismatches > 0) return out({ kind: 'other predictions', mismatches, checked });
  const answered = answeredShare(summary) ?? 0;
  if (answered < 1) return out({ kind: 'partial', answered });
  const limit = generatorLimit(summary, metric.id);
  if (limit !== undefined) return out({ kind: 'generator', reason: limit });
  if (summary.search?.bound === 'none') return out({ kind: 'no capacity' });
  const value = metric.ofLoad(summary);
  if (value === null) return out({ kind: 'no figure' });
  return { label, value, repeats: summary.repeats, isLowerBound: isLowerBound(summary, metric.id) };
}
