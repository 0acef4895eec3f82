import type { Result } from '../../../src/result/contract.js';
import type { LoadSummary } from '../../../src/result/load-contract.js';
import type { ModeResult } from '../../../src/result/mode-contract.js';
import type { RepeatSummary } from '../../../src/result/repeat-contract.js';

type Latency = LoadSummary['latencyUs'];

const NO_LATENCY: Latency = {
  min: null,
  mean: null,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
  p999: null,
  max: null,
};
const NO_REQUESTS = { sent: 0, completed: 0, errors: 0, timeouts: 0, dropped: 0 };

export function latency(changes: Partial<Latency> = {}): Latency {
  return { ...NO_LATENCY, ...changes };
}

/** One valid trial of answered requests with the given figures; over all it completed, others if they are given. */
export function repeat(
  block: number,
  answered: { readonly rps?: number; readonly p50?: number | null; readonly p99?: number | null },
  all: { readonly rps?: number; readonly p50?: number } = {},
  valid = true,
): RepeatSummary {
  const { rps = 100, p50 = 1000, p99 = 2000 } = answered;
  return {
    block,
    order: 0,
    attempt: 1,
    latencyUs: latency({ p50: all.p50 ?? p50, p99 }),
    serviceTimeUs: latency(),
    throughputRps: all.rps ?? rps,
    answered: { throughputRps: rps, latencyUs: latency({ p50, p99 }) },
    requests: NO_REQUESTS,
    pingUs: null,
    cpuUsPerRequest: null,
    anonBytes: null,
    rssBytes: null,
    validity: { valid, reasons: [] },
  };
}

export function loadSummary(changes: Partial<LoadSummary> = {}): LoadSummary {
  return {
    kind: 'closed',
    latencyUs: latency(),
    serviceTimeUs: latency(),
    throughputRps: 100,
    requests: { ...NO_REQUESTS, sent: 1000, completed: 1000 },
    answered: { throughputRps: 100, latencyUs: latency({ p50: 1000, p99: 2000 }) },
    sources: { model: 1000, table: 0, 'back-off': 0, cache: 0, default: 0, miss: 0 },
    pingUs: null,
    pings: null,
    repeats: [],
    validity: { valid: true, reasons: [] },
    errorSamples: [],
    ...changes,
  };
}

export function modeResult(changes: Partial<ModeResult> = {}): ModeResult {
  return {
    status: 'measured',
    mode: 'embedded',
    loads: { saturation: loadSummary() },
    coverage: { requests: 1, distinctKeys: 1, newCombinations: 0, unseenValues: 0, estimated: false },
    storage: null,
    memory: { rssBytes: null, anonBytes: null, processes: null },
    cpuUsPerRequest: { application: null, modelServers: null, stores: null, load: null },
    footprint: null,
    startupMs: { prepare: null, ready: null, firstPrediction: null },
    parity: { checked: 0, mismatches: 0, maxAbsDiff: 0 },
    ...changes,
  };
}

/** A finished run of these modes. */
export function result(
  modes: Readonly<Record<string, ModeResult>>,
  changes: { readonly status?: Result['run']['status']; readonly comparisons?: Result['comparisons'] } = {},
): Result {
  const { status = 'finished', comparisons = [] } = changes;
  return { schemaVersion: 1, run: { status } as Result['run'], modes, comparisons, warnings: [] };
}
