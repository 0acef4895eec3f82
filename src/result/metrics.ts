import type { LoadSummary } from './load-contract.js';
import type { ModeResult } from './mode-contract.js';
import type { RepeatSummary } from './repeat-contract.js';

export type Unit = 'us' | 'ms' | 'requests/s' | 'bytes' | 'share' | 'count';
export type Direction = 'lower' | 'higher';

/** A figure of one load: unit, direction and formula, declared once. */
export interface LoadMetric {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  /** Which way is better. */
  readonly better: Direction;
  /** Over all repeats, of answered requests. */
  readonly ofLoad: (load: LoadSummary) => number | null;
  /** Of one trial: what statistics are made of. */
  readonly ofRepeat: (repeat: RepeatSummary) => number | null;
  /** Kinds of load for which it says something about the mode: an open loop's throughput is the rate it was given. */
  readonly kinds: readonly LoadKind[];
  /** Only where it may not apply (an objective, a route to ping): reports leave it out where it applies to no mode. */
  readonly applies?: (load: LoadSummary) => boolean;
}

/** A search is made of open loads and has a figure of its own. */
export type LoadKind = LoadSummary['kind'] | 'search';

export function loadKindOf({ kind, search }: Pick<LoadSummary, 'kind' | 'search'>): LoadKind {
  return search ? 'search' : kind;
}

function latencyMetric(id: 'p50' | 'p95' | 'p99', title: string): LoadMetric {
  return {
    id: `${id}Us`,
    title,
    unit: 'us',
    better: 'lower',
    ofLoad: ({ answered }) => answered.latencyUs[id],
    ofRepeat: ({ answered }) => answered.latencyUs[id],
    kinds: ['closed', 'open', 'search'],
  };
}

/** A route without a model, asked under load: the floor shows what it takes without any. */
function pingMetric(id: 'p50' | 'p95' | 'p99'): LoadMetric {
  return {
    id: `ping${id.toUpperCase()}Us`,
    title: `/app/ping ${id}`,
    unit: 'us',
    better: 'lower',
    ofLoad: ({ pingUs }) => pingUs?.[id] ?? null,
    ofRepeat: ({ pingUs }) => pingUs?.[id] ?? null,
    kinds: ['closed', 'open'],
    applies: ({ pingUs }) => pingUs !== null,
  };
}

export const LOAD_METRICS: readonly LoadMetric[] = [
  {
    id: 'throughputRps',
    title: 'throughput',
    unit: 'requests/s',
    better: 'higher',
    ofLoad: ({ answered }) => answered.throughputRps,
    ofRepeat: ({ answered }) => answered.throughputRps,
    kinds: ['closed'],
  },
  {
    id: 'capacityRps',
    title: 'capacity',
    unit: 'requests/s',
    better: 'higher',
    ofLoad: ({ search }) => search?.capacityRps ?? null,
    ofRepeat: ({ capacityRps }) => capacityRps ?? null,
    kinds: ['search'],
  },
  latencyMetric('p50', 'latency p50'),
  latencyMetric('p95', 'latency p95'),
  latencyMetric('p99', 'latency p99'),
  {
    id: 'goodputRps',
    title: 'goodput',
    unit: 'requests/s',
    better: 'higher',
    ofLoad: ({ goodputRps = null }) => goodputRps,
    ofRepeat: ({ goodputRps = null }) => goodputRps,
    kinds: ['open'],
    applies: ({ goodputRps = null }) => goodputRps !== null,
  },
  pingMetric('p50'),
  pingMetric('p95'),
  pingMetric('p99'),
];

/**
 * Metrics in which two sides can be compared under a kind of load. Of a search that is its capacity alone: latencies at
 * two different rates are no comparison. Pings are too few in one trial.
 */
export function comparableMetrics(kind: LoadKind): readonly LoadMetric[] {
  return LOAD_METRICS.filter(
    ({ id, kinds }) =>
      kinds.includes(kind) && (kind !== 'search' || id === 'capacityRps') && !id.startsWith('ping'),
  );
}

/** `throughput`, `p50`: the title of a load's metric where latency goes without saying; an unknown id as it is. */
export function shortTitle(metric: string): string {
  return (LOAD_METRICS.find(({ id }) => id === metric)?.title ?? metric).replace('latency ', '');
}

/** The floor answers without a model: it is never the best of anything. */
export function isFloor(mode: Pick<ModeResult, 'mode'>): boolean {
  return mode.mode === 'null';
}
