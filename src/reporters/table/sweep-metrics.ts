import {
  LOAD_METRICS,
  loadKindOf,
  shortTitle,
  type Direction,
  type LoadKind,
  type Unit,
} from '../../result/metrics.js';
import { MODE_METRICS } from '../../result/mode-metrics.js';
import { loadIds, type Column } from './columns.js';
import { loadFigure } from './load-groups.js';
import type { Figure } from './rank.js';

/** A metric that a sweep has a column for. */
export interface SweepMetric {
  readonly title: string;
  readonly better: Direction;
  readonly unit: Unit;
  /** @param doubtOf the notes on a load of this mode, if it is not valid. */
  readonly read: (column: Column, doubtOf: (load: string) => string | undefined) => Figure;
}

/**
 * What matters most: throughput of the first closed load, latency of the first open one (else of the closed one),
 * coverage, memory. @param columns of all runs.
 */
export function sweepMetrics(columns: readonly Column[]): SweepMetric[] {
  const closed = firstOfKind(columns, 'closed');
  const timed = timedLoad(columns);
  return [
    ...ofLoad(closed, 'throughputRps'),
    ...ofLoad(firstOfKind(columns, 'search'), 'capacityRps'),
    ...ofLoad(timed, 'p50Us'),
    ...ofLoad(timed, 'p99Us'),
    ...ofMode('coverage'),
    ...ofMode('anonBytes'),
  ];
}

/** The load whose latencies are shown. */
export function timedLoad(columns: readonly Column[]): string | undefined {
  return firstOfKind(columns, 'open') ?? firstOfKind(columns, 'closed');
}

function firstOfKind(columns: readonly Column[], kind: LoadKind): string | undefined {
  return loadIds(columns).find((id) =>
    columns.some(({ mode: { loads } }) => loads[id] && loadKindOf(loads[id]) === kind),
  );
}

function ofLoad(load: string | undefined, id: string): SweepMetric[] {
  if (load === undefined) return [];
  return LOAD_METRICS.filter((metric) => metric.id === id).map((metric) => ({
    title: `${load} ${shortTitle(metric.id)}`,
    better: metric.better,
    unit: metric.unit,
    read: (column, doubtOf) => loadFigure(column, load, metric, doubtOf(load)),
  }));
}

function ofMode(id: string): SweepMetric[] {
  return MODE_METRICS.filter((metric) => metric.id === id).map(({ title, better, unit, of }) => ({
    title,
    better,
    unit,
    read: ({ mode, standing }) => ({ value: of(mode), standing }),
  }));
}
