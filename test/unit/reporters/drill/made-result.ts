import type { Drilled, DrillResult } from '../../../../src/result/drill-contract.js';
import type { DrillPeriod, DrillSeries } from '../../../../src/result/drill-figures.js';

const NO_LATENCY = { p50: null, p99: null, max: null };

export function period(more: Partial<DrillPeriod> = {}): DrillPeriod {
  return {
    ...{ answered: 100, failed: 0, timeouts: 0, shed: 0, slow: 0 },
    latencyUs: { p50: 600, p99: 1200, max: 2000 },
    got: [],
    ...more,
  };
}

export function drilled(more: Partial<Drilled> = {}): Drilled {
  return {
    status: 'drilled',
    timeline: [{ ms: 1, what: 'SIGKILL to model server' }],
    requests: { scheduled: 200, sent: 200, answered: 200, failed: 0, timeouts: 0, shed: 0, neverSent: 0 },
    slowLimit: { us: 50_000, from: 'the p99 objective of the scenario' },
    before: period(),
    sinceEvent: period(),
    series: series(),
    outageMs: 0,
    recoveryMs: 0,
    versions: [],
    ping: { before: pings(0), sinceEvent: pings(0), outageMs: 0 },
    sendLatenessP99Us: 300,
    ...more,
  };
}

/** Half a second before the event and after it, in which nothing happens. */
export function series(more: Partial<DrillSeries> = {}): DrillSeries {
  const none = [0, 0, 0, 0];
  return {
    ...{ stepMs: 250, fromMs: -500, answered: [50, 50, 50, 50], slow: none, failed: none, neverSent: none },
    ...{ medianUs: [600, 610, 620, 600], maxUs: [1800, 2000, 2000, 1900] },
    ...more,
  };
}

function pings(failed: number): NonNullable<Drilled['ping']>['before'] {
  return { sent: 100, failed, latencyUs: NO_LATENCY };
}

/** A matrix with one mode of each outcome. */
export function madeResult(modes: DrillResult['drills'][number]['modes']): DrillResult {
  return {
    schemaVersion: 1,
    drill: {
      id: 'd0110001',
      scenario: 'drills',
      startedAt: '2026-01-01T00:00:00.000Z',
      seed: 1,
      model: { name: 'clicks', sha256: 'a'.repeat(64) },
      machine: { cpuModel: 'made-up', cores: 2, node: 'v20.20.2' },
      load: { rateRps: 200, durationMs: 12_000, eventMs: 3000, timeoutMs: 1000, maxInFlight: 8192 },
      restartAfterMs: 1000,
      hangMs: 2000,
      overloadFactor: 2,
    },
    drills: [{ drill: 'kill', summary: 'SIGKILL to one process that holds the model', modes }],
    warnings: [],
  };
}
