import { describe, expect, test } from 'vitest';

import { TrialTally } from '../../../src/load/trial-tally.js';
import { decodeHistogram, filledBuckets } from '../../../src/statistics/histogram.js';

const START_US = 5_000_000;

function at(ms: number): number {
  return START_US + ms * 1000;
}

const PLAN = { kind: 'open', durationMs: 1000, timeoutMs: 5000 } as const;

function openTally(): TrialTally {
  return new TrialTally(PLAN, START_US);
}

function valuesOf(encoded: string | undefined): number[] {
  return filledBuckets(decodeHistogram(encoded ?? '')).map(({ us }) => us);
}

describe('a tally', () => {
  test('counts by outcome, misses as completed', () => {
    const tally = openTally();
    for (let sent = 0; sent < 5; sent++) tally.sent();
    tally.answered('table', 900, 800, at(10));
    tally.answered('miss', 700, 600, at(20));
    tally.failed('error', 100, 90, at(30));
    tally.failed('timeout', 1500, 1400, at(40));
    tally.unanswered();
    tally.dropped(at(50));
    const result = tally.result();
    expect(result.requests).toEqual({ sent: 5, completed: 2, errors: 1, timeouts: 1, dropped: 1 });
    expect(result.inFlight).toBe(1);
    expect(result.outcomes).toEqual({ table: 1, miss: 1, error: 1, timeout: 1, dropped: 1 });
  });

  test('keeps latency and service time apart, per outcome, failures included', () => {
    const tally = openTally();
    tally.answered('model', 900, 800, at(10));
    tally.failed('timeout', 1500, 1400, at(40));
    const { latency, serviceTime } = tally.result();
    expect(valuesOf(latency.model)).toEqual([900]);
    expect(valuesOf(serviceTime.model)).toEqual([800]);
    expect(valuesOf(latency.timeout)).toEqual([1500]);
    expect(valuesOf(serviceTime.timeout)).toEqual([1400]);
  });

  test('takes service time for latency in a closed loop, once', () => {
    const tally = new TrialTally({ ...PLAN, kind: 'closed' }, START_US);
    tally.answered('model', 900, 900, at(10));
    const { latency, serviceTime } = tally.result();
    expect(valuesOf(latency.model)).toEqual([900]);
    expect(serviceTime).toEqual(latency);
  });

  test('leaves the drain out of halves and of what was in time', () => {
    const tally = openTally();
    for (const ms of [0, 499, 501, 999, 1001, 3000]) tally.answered('model', 1, 1, at(ms));
    const { halves, inTime, requests } = tally.result();
    expect(halves).toEqual([2, 2]);
    expect(inTime).toEqual({ model: 4 });
    expect(requests.completed).toBe(6);
  });

  test('adds up to its series', () => {
    const tally = openTally();
    tally.answered('table', 900, 800, at(10));
    tally.answered('miss', 900, 800, at(1500));
    tally.failed('error', 100, 90, at(30));
    tally.failed('timeout', 1500, 1400, at(2040));
    tally.dropped(at(50));
    const { series, requests } = tally.result();
    expect(series).toMatchObject({
      completed: [1, 1, 0],
      errors: [1, 0, 0],
      timeouts: [0, 0, 1],
      dropped: [1, 0, 0],
    });
    expect(requests).toMatchObject({ completed: 2, errors: 1, timeouts: 1, dropped: 1 });
  });

  test('keeps three different explanations, cut to a length', () => {
    const tally = openTally();
    for (const text of ['a', 'a', 'b', 'c'.repeat(1000), 'd']) tally.explain(text);
    expect(tally.result().errorSamples).toEqual(['a', 'b', 'c'.repeat(200)]);
    expect(tally.wantsSample).toBe(false);
  });
});
