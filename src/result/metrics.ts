import type { LoadSummary, ModeResult, RepeatSummary } from './contract.js';

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
  readonly kinds: readonly LoadSummary['kind'][];
  /** Only where it may not be measured at all: a table leaves out what no mode has. */
  readonly isMeasured?: (load: LoadSummary) => boolean;
}

function latencyMetric(id: 'p50' | 'p95' | 'p99', title: string): LoadMetric {
  return {
    id: `${id}Us`,
    title,
    unit: 'us',
    better: 'lower',
    ofLoad: ({ answered }) => answered.latencyUs[id],
    ofRepeat: ({ answered }) => answered.latencyUs[id],
    kinds: ['closed', 'open'],
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
    isMeasured: ({ pingUs }) => pingUs !== null,
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
  latencyMetric('p50', 'latency p50'),
  latencyMetric('p95', 'latency p95'),
  latencyMetric('p99', 'latency p99'),
  pingMetric('p50'),
  pingMetric('p95'),
  pingMetric('p99'),
];

/** A figure of a mode as a whole. */
export interface ModeMetric {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly better: Direction;
  readonly of: (mode: ModeResult) => number | null;
}

export const MODE_METRICS: readonly ModeMetric[] = [
  {
    id: 'cpuUsPerRequest',
    title: 'CPU per request',
    unit: 'us',
    better: 'lower',
    of: ({ cpuUsPerRequest: { application, modelServers, stores } }) =>
      application === null ? null : application + (modelServers ?? 0) + (stores ?? 0),
  },
  {
    id: 'anonBytes',
    title: 'memory (anonymous)',
    unit: 'bytes',
    better: 'lower',
    of: ({ memory }) => memory.anonBytes,
  },
  {
    id: 'rssBytes',
    title: 'memory (resident)',
    unit: 'bytes',
    better: 'lower',
    of: ({ memory }) => memory.rssBytes,
  },
  {
    id: 'storageBytes',
    title: 'storage',
    unit: 'bytes',
    better: 'lower',
    of: ({ storage }) => storage?.totalBytes ?? null,
  },
  {
    id: 'prepareMs',
    title: 'prepare',
    unit: 'ms',
    better: 'lower',
    of: ({ startupMs }) => startupMs.prepare,
  },
  {
    id: 'firstPredictionMs',
    title: 'first prediction',
    unit: 'ms',
    better: 'lower',
    of: ({ startupMs }) => startupMs.firstPrediction,
  },
  {
    id: 'coverage',
    title: 'coverage',
    unit: 'share',
    better: 'higher',
    of: ({ coverage }) => coverage?.requests ?? null,
  },
];

/** The floor answers without a model: it is never the best of anything. */
export function isFloor(mode: Pick<ModeResult, 'mode'>): boolean {
  return mode.mode === 'null';
}
