import type { Measurement, LoadResult } from '../../../src/core/measurement.js';
import { createHistogram, encodeHistogram } from '../../../src/statistics/histogram.js';

/** @returns an encoded histogram of `count` samples, spread evenly between two latencies. */
export function latencies(count: number, fromUs: number, toUs: number): string {
  const histogram = createHistogram();
  for (let index = 0; index < count; index++) {
    histogram.record(fromUs + ((toUs - fromUs) * index) / Math.max(1, count - 1));
  }
  return encodeHistogram(histogram);
}

/** An open load of one second in which every request was answered from the model between 0.2 and 1 ms. */
export function openResult(changes: Partial<LoadResult> = {}, count = 1000): LoadResult {
  const latency = { model: latencies(count, 200, 1000) };
  return {
    kind: 'open',
    startedAt: '2026-01-01T00:00:00.000Z',
    elapsedMs: 1001,
    durationMs: 1000,
    scheduled: count,
    requests: { sent: count, completed: count, errors: 0, timeouts: 0, dropped: 0 },
    inFlight: 0,
    outcomes: { model: count },
    inTime: { model: count },
    latency,
    serviceTime: latency,
    lateness: latencies(count, 0, 50),
    halves: [count / 2, count / 2],
    cpuUs: 100_000,
    closedConnections: 0,
    wrapped: false,
    errorSamples: [],
    ...changes,
  };
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
