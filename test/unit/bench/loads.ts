import type { LoadResult } from '../../../src/core/load-result.js';
import type { Measurement } from '../../../src/core/measurement.js';
import type { SearchLoad } from '../../../src/core/search-load.js';
import { encoded, loadResult } from './load-results.js';

/** @returns an encoded histogram of `count` samples, spread evenly between two latencies. */
export function latencies(count: number, fromUs: number, toUs: number): string {
  const step = (toUs - fromUs) / Math.max(1, count - 1);
  return encoded(Array.from({ length: count }, (_, index) => fromUs + step * index));
}

/** An open load of one second in which every request was answered from the model between 0.2 and 1 ms. */
export function openResult(changes: Partial<LoadResult> = {}, count = 1000): LoadResult {
  const latency = { model: latencies(count, 200, 1000) };
  return loadResult({
    scheduled: count,
    requests: { sent: count, completed: count, errors: 0, timeouts: 0, dropped: 0 },
    outcomes: { model: count },
    inTime: { model: count },
    latency,
    serviceTime: latency,
    lateness: latencies(count, 0, 50),
    halves: [count / 2, count / 2],
    ...changes,
  });
}

export function measurement(load: LoadResult, changes: Partial<Measurement> = {}): Measurement {
  return {
    load,
    cpuUs: { application: 50_000, modelServers: 0, stores: 0, load: 100_000 },
    memory: { rssBytes: 100e6, anonBytes: 50e6, processes: 1 },
    machine: { steal: 0, throttled: 0, busyBefore: 0 },
    eventLoopDelayUs: { p50: 0, p99: 100, max: 1000 },
    validity: { valid: true, reasons: [] },
    ...changes,
  };
}

/** p99 within 10 ms, in probes of one second. */
export const SEARCH: SearchLoad = {
  id: 'capacity',
  kind: 'search',
  slo: { latencyUs: { p99: 10_000 }, errors: 0.001 },
  from: 500,
  least: 10,
  most: 50_000,
  within: 1.05,
  arrivals: 'poisson',
  probeMs: 1000,
  timeoutMs: 2000,
  maxInFlight: 4096,
};
