import { describe, expect, it } from 'vitest';

import { summarizeLoad } from '../../../src/bench/summarize-load.js';
import type { Objectives, ScenarioLoad } from '../../../src/core/scenario.js';
import type { TrialRecord } from '../../../src/core/trial-record.js';
import type { LoadSummary } from '../../../src/result/load-contract.js';
import { encoded, loadResult, modelTimes, trialOf } from './load-results.js';

const PLAN: ScenarioLoad = {
  id: 'steady',
  kind: 'open',
  arrivals: 'poisson',
  rate: 1000,
  durationMs: 1000,
  timeoutMs: 10_000,
  maxInFlight: 4096,
};
const NONE: Objectives = { latencyUs: {} };

function summaryOf(trials: readonly TrialRecord[], objectives = NONE): LoadSummary {
  const summary = summarizeLoad(trials, PLAN, objectives);
  if (!summary) throw new Error('no trial was measured');
  return summary;
}

/** 1 ms, 2 ms, ... */
function millisecondsUpTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => (index + 1) * 1000);
}

describe('throughput of an open load', () => {
  it('leaves the drain out: a server that falls behind does not catch up', () => {
    const load = loadResult({ inTime: { model: 400, miss: 100 }, outcomes: { model: 900, miss: 100 } });
    const { throughputRps, answered, requests, repeats } = summaryOf([trialOf(load), trialOf(load, 1)]);
    expect(requests.completed).toBe(2000);
    expect([throughputRps, answered.throughputRps]).toEqual([500, 400]);
    expect(repeats[0]).toMatchObject({ throughputRps: 500, answered: { throughputRps: 400 } });
  });
});

describe('counts', () => {
  it('add up: what was sent is completed, failed, late or in flight', () => {
    const load = {
      ...loadResult({}),
      requests: { sent: 1034, completed: 1000, errors: 1, timeouts: 1, dropped: 3 },
      inFlight: 32,
    };
    const { requests, repeats } = summaryOf([trialOf(load), trialOf(load, 1)]);
    expect(requests).toEqual({
      sent: 2068,
      completed: 2000,
      errors: 2,
      timeouts: 2,
      dropped: 6,
      inFlight: 64,
    });
    expect(repeats[0]?.requests.inFlight).toBe(32);
  });
});

describe('goodput', () => {
  const load = loadResult({
    durationMs: 500,
    latency: {
      model: encoded(millisecondsUpTo(100)),
      cache: encoded([500, 90_000]),
      default: encoded([500]),
      miss: encoded([500]),
      error: encoded([500]),
    },
  });

  it('is the real predictions within the objective of the highest percentile, per second', () => {
    const objectives = { latencyUs: { p50: 10_000, p99: 20_500 } };
    expect(summaryOf([trialOf(load)], objectives).goodputRps).toBe(42);
    const two = summaryOf([trialOf(load), trialOf(load, 1)], objectives);
    expect([two.goodputRps, two.repeats[1]?.goodputRps]).toEqual([42, 42]);
    expect(summaryOf([trialOf(load)], { latencyUs: { p999: 1e6, p50: 1 } }).goodputRps).toBe(204);
  });

  it('is null without a latency objective, and in a closed loop', () => {
    expect(summaryOf([trialOf(load)], { latencyUs: {}, errors: 0.1 }).goodputRps).toBeNull();
    const closed = trialOf({ ...load, kind: 'closed' });
    expect(summaryOf([closed], { latencyUs: { p99: 20_000 } }).goodputRps).toBeNull();
  });
});

describe('the notes of a load', () => {
  it('say why a percentile is null, of all requests and of the answered ones', () => {
    const load = loadResult({
      latency: { model: encoded(millisecondsUpTo(50)), miss: encoded(millisecondsUpTo(400)) },
      serviceTime: { model: encoded(millisecondsUpTo(50)), miss: encoded(millisecondsUpTo(400)) },
    });
    const { notes = [], latencyUs, answered } = summaryOf([trialOf(load)]);
    expect(latencyUs.p999).toBeNull();
    expect(answered.latencyUs.p95).toBeNull();
    expect(notes.map(({ figure, percentile, code }) => [figure, percentile, code])).toEqual([
      ['latencyUs', 'p999', 'too-few-samples'],
      ['answered.latencyUs', 'p95', 'too-few-samples'],
      ['answered.latencyUs', 'p99', 'too-few-samples'],
      ['answered.latencyUs', 'p999', 'too-few-samples'],
    ]);
    expect(notes[0]?.reason).toBe(
      'p99.9 needs at least 3688 samples for a 95% interval, not 450: make the load longer or faster',
    );
  });

  it('say where nothing was answered', () => {
    const { notes = [] } = summaryOf([
      trialOf(loadResult({ latency: { default: encoded(millisecondsUpTo(400)) } })),
    ]);
    const reasons = notes.filter(({ figure }) => figure === 'answered.latencyUs').map(({ reason }) => reason);
    expect(new Set(reasons)).toEqual(new Set(['no request was answered by a model, a table or a cache']));
    expect(reasons).toHaveLength(5);
  });

  it('flag the percentiles to which the generator itself has added more than its slack', () => {
    const service = Array.from({ length: 4000 }, () => 1000);
    const late = (lateUs: (index: number) => number): number[] =>
      service.map((us, index) => us + lateUs(index));
    const flagged = (latency: readonly number[], serviceUs = service): string[] => {
      const load = loadResult({ latency: modelTimes(latency), serviceTime: modelTimes(serviceUs) });
      const { notes = [] } = summaryOf([trialOf(load)]);
      return notes.filter(({ code }) => code === 'generator-limited').map(({ percentile }) => percentile);
    };
    expect(flagged(late(() => 249))).toEqual([]);
    expect(flagged(late(() => 252))).toEqual(['p50', 'p90', 'p95', 'p99', 'p999']);
    expect(flagged(late((index) => (index % 50 === 0 ? 3000 : 0)))).toEqual(['p99', 'p999']);
    // Below 20% of a slow service time.
    const slow = service.map((us) => us * 20);
    expect(
      flagged(
        slow.map((us) => us + 3900),
        slow,
      ),
    ).toEqual([]);
    expect(
      flagged(
        slow.map((us) => us + 4100),
        slow,
      ),
    ).toHaveLength(5);
  });

  it('never flag a closed loop', () => {
    const load = loadResult({
      kind: 'closed',
      latency: modelTimes(millisecondsUpTo(4000)),
      serviceTime: modelTimes([1, 2, 3, 4, 5, 6]),
    });
    expect(summaryOf([trialOf(load)]).notes).toEqual([]);
  });
});

describe('a repeat', () => {
  it('shows its series with the event loop of the application, and its load process', () => {
    const load = loadResult({
      series: {
        completed: [500, 495],
        errors: [0, 0],
        timeouts: [0, 0],
        dropped: [0, 0],
        p50Us: [100, 200],
        p99Us: [null, 900],
      },
      generator: { cpuShare: 0.5, eventLoopDelayUs: { p50: 1, p99: 2, max: 3 } },
      lateness: encoded([5, 5, 5, 5, 5, 5]),
    });
    const eventLoopSeconds = { p99Us: [10, null], maxUs: [20, null] };
    const [repeat] = summaryOf([trialOf(load, 0, { eventLoopSeconds })]).repeats;
    expect(repeat?.series).toEqual({
      ...load.series,
      eventLoopDelayP99Us: [10, null],
      eventLoopDelayMaxUs: [20, null],
    });
    expect(repeat?.generator).toMatchObject({
      cpuShare: 0.5,
      eventLoopDelayP99Us: 2,
      eventLoopDelayMaxUs: 3,
      latenessUs: { p50: 5, p99: null },
    });
  });

  it('of a run stored before there was one shows none', () => {
    const [repeat] = summaryOf([trialOf(loadResult())]).repeats;
    expect(repeat).not.toHaveProperty('series');
    expect(repeat).not.toHaveProperty('generator');
  });

  it('passes warnings on, with the block', () => {
    const validity = { valid: true, reasons: [], warnings: ['throughput is a lower bound'] };
    const summary = summaryOf([trialOf(loadResult(), 1, { validity })]);
    expect(summary.validity).toEqual({
      valid: true,
      reasons: [],
      warnings: ['block 2: throughput is a lower bound'],
    });
  });
});
