import type { Direction, Unit } from './metrics.js';
import type { ModeResult } from './mode-contract.js';

/** A figure of a mode as a whole. */
export interface ModeMetric {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly better: Direction;
  readonly of: (mode: ModeResult) => number | null;
  /** Without noise: any difference is one. */
  readonly isExact?: true;
}

export const MODE_METRICS: readonly ModeMetric[] = [
  {
    id: 'cpuUsPerRequest',
    title: 'CPU per request',
    unit: 'us',
    better: 'lower',
    of: ({ cpuUsPerRequest: { application, modelServers, stores } }) =>
      sumOfKnown([application, modelServers, stores]),
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
    isExact: true,
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
    isExact: true,
  },
];

/** What a gate judges exactly: the figures without noise, and one that reports show with the storage. */
export const EXACT_METRICS: readonly ModeMetric[] = [
  ...MODE_METRICS.filter(({ isExact }) => isExact),
  {
    id: 'tableRows',
    title: 'table rows',
    unit: 'count',
    better: 'lower',
    of: ({ storage }) => storage?.rows ?? null,
    isExact: true,
  },
];

/** @returns null where a part is not known: the sum of the others would pass for the whole. */
export function sumOfKnown(parts: readonly (number | null)[]): number | null {
  return parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}
