import type { HistogramsByOutcome, LoadResult } from '../../../src/core/load-result.js';
import type { Measurement } from '../../../src/core/measurement.js';
import type { TrialRecord } from '../../../src/core/trial-record.js';
import { createHistogram, encodeHistogram } from '../../../src/statistics/histogram.js';

/** A calm open load of 1,000 requests in a second, with these changes. */
export function loadResult(changes: Partial<LoadResult> = {}): LoadResult {
  return {
    kind: 'open',
    startedAt: '2026-01-01T00:00:00.000Z',
    elapsedMs: 1010,
    durationMs: 1000,
    scheduled: 1000,
    scheduledHalves: [500, 500],
    largestGroup: 1,
    requests: { sent: 1000, completed: 1000, errors: 0, timeouts: 0, dropped: 0 },
    inFlight: 0,
    outcomes: { model: 1000 },
    inTime: { model: 995 },
    latency: {},
    serviceTime: {},
    halves: [500, 495],
    cpuUs: 100_000,
    closedConnections: 0,
    wrapped: false,
    errorSamples: [],
    ...changes,
  };
}

/** A histogram of these microseconds. */
export function encoded(values: readonly number[]): string {
  const histogram = createHistogram();
  for (const value of values) histogram.record(value);
  return encodeHistogram(histogram);
}

export function modelTimes(values: readonly number[]): HistogramsByOutcome {
  return { model: encoded(values) };
}

/** A trial of block `block`, valid unless changed. */
export function trialOf(load: LoadResult, block = 0, changes: Partial<Measurement> = {}): TrialRecord {
  const measurement: Measurement = {
    load,
    cpuUs: { application: 50_000, modelServers: 0, stores: 0, load: 100_000 },
    memory: null,
    eventLoopDelayUs: null,
    validity: { valid: true, reasons: [] },
    ...changes,
  };
  return {
    block,
    order: 0,
    attempt: 1,
    mode: 'embedded',
    load: 'steady',
    outcome: { status: 'measured', measurement },
  };
}
