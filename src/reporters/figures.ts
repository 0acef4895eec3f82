import { readLoad } from '../result/read-load.js';
import type { LoadSummary } from '../result/load-contract.js';
import { LOAD_METRICS, loadKindOf, type LoadKind, type LoadMetric } from '../result/metrics.js';
import { type Column } from './table/columns.js';

/** A metric of one load of one mode, with how far it can be trusted. */
export interface LoadFigure {
  readonly metric: LoadMetric;
  /** In the metric's unit; null where there is none. */
  readonly value: number | null;
  /** 95% interval over repeats, in the metric's unit. */
  readonly ci95: readonly [number, number] | null;
}

/** What a load says of a mode: its metrics, from how many repeats, and whether they count. */
export interface LoadFigures {
  readonly load: string;
  readonly kind: LoadKind;
  readonly summary: LoadSummary;
  /** Trials behind each figure: the valid ones, or all where none is. */
  readonly repeats: number;
  readonly figures: readonly LoadFigure[];
}

/** Every load of a mode, in the order of the scenario. The floor's figures are over all that it completed. */
export function loadFigures(column: Column): LoadFigures[] {
  return Object.keys(column.mode.loads).flatMap((load) => {
    const summary = readLoad(column.mode, load);
    if (!summary) return [];
    const kind = loadKindOf(summary);
    const figures = LOAD_METRICS.filter(({ kinds }) => kinds.includes(kind)).flatMap((metric) => {
      const value = metric.ofLoad(summary);
      if (metric.applies && !metric.applies(summary)) return [];
      return [{ metric, value, ci95: intervalOf(summary, metric.id) }];
    });
    return [{ load, kind, summary, repeats: usedRepeats(summary), figures }];
  });
}

export function intervalOf(summary: LoadSummary, metric: string): readonly [number, number] | null {
  if (metric === 'capacityRps') return summary.search?.ci95 ?? null;
  const intervals: Readonly<Record<string, readonly [number, number] | null>> = { ...summary.ci95 };
  return intervals[metric] ?? null;
}

function usedRepeats({ repeats }: LoadSummary): number {
  const valid = repeats.filter(({ validity }) => validity.valid).length;
  return valid > 0 ? valid : repeats.length;
}
