import { describe, expect, it } from 'vitest';

import { judgeTrial, type TrialConditions } from '../../../src/bench/judge-trial.js';
import type { LoadResult, RequestCounts } from '../../../src/core/measurement.js';

const QUIET: TrialConditions = { steal: 0, throttled: 0, allowedErrors: 0.001 };

type Changes = Partial<Omit<LoadResult, 'requests'>> & { readonly requests?: Partial<RequestCounts> };

/** A trial of 10,000 requests that nothing is wrong with, changed. */
function trial({ requests, ...changes }: Changes = {}): LoadResult {
  return {
    kind: 'open',
    startedAt: '2025-01-15T12:00:00.000Z',
    elapsedMs: 1000,
    durationMs: 1000,
    scheduled: 10_000,
    requests: { sent: 10_000, completed: 10_000, errors: 0, timeouts: 0, dropped: 0, ...requests },
    inFlight: 0,
    outcomes: { model: 10_000 },
    inTime: { model: 10_000 },
    latency: {},
    serviceTime: {},
    halves: [5000, 5000],
    cpuUs: 100,
    closedConnections: 0,
    wrapped: false,
    errorSamples: [],
    ...changes,
  };
}

it('a trial that nothing is wrong with is valid', () => {
  expect(judgeTrial(trial(), QUIET)).toEqual({ valid: true, reasons: [] });
});

/** What makes a trial invalid, what is just still valid, and the words of the reason. */
const CASES: readonly [
  string,
  [Changes, Partial<TrialConditions>],
  [Changes, Partial<TrialConditions>],
  string,
][] = [
  [
    'no request was completed',
    [{ requests: { completed: 0 } }, {}],
    [{ requests: { completed: 1 } }, {}],
    'no request was completed',
  ],
  [
    'fewer than 99% of the scheduled requests were sent',
    [{ requests: { sent: 9899, dropped: 101 } }, {}],
    [{ requests: { sent: 9900, dropped: 100 } }, {}],
    'only 99.0% of the scheduled requests were sent',
  ],
  [
    'a connection was closed',
    [{ closedConnections: 1 }, {}],
    [{ closedConnections: 0 }, {}],
    '1 connections were closed by the server',
  ],
  [
    'more requests failed than are allowed',
    [{ requests: { errors: 6, timeouts: 5 }, errorSamples: ['HTTP 500'] }, {}],
    [{ requests: { errors: 5, timeouts: 5 } }, {}],
    '11 of 10000 requests failed (HTTP 500)',
  ],
  [
    'more requests failed than the objective allows',
    [{ requests: { errors: 501 } }, { allowedErrors: 0.05 }],
    [{ requests: { errors: 500 } }, { allowedErrors: 0.05 }],
    '501 of 10000 requests failed',
  ],
  [
    'the hypervisor took more than 2% of the CPU',
    [{}, { steal: 0.0201 }],
    [{}, { steal: 0.02 }],
    'the hypervisor took 2.0% of the CPU',
  ],
  [
    'the group was throttled for more than 2% of the time',
    [{}, { throttled: 0.031 }],
    [{}, { throttled: 0.02 }],
    'was throttled for 3.1% of the time',
  ],
  [
    'the halves differ by more than a quarter',
    [{ halves: [4000, 2999] }, {}],
    [{ halves: [4000, 3000] }, {}],
    'not steady: 4000 requests in the first half, 2999 in the second',
  ],
  [
    'the second half is faster by more than a quarter',
    [{ halves: [2999, 4000] }, {}],
    [{ halves: [3000, 4000] }, {}],
    'not steady: 2999',
  ],
  [
    'few requests differ by more than chance',
    [{ halves: [70, 22] }, {}],
    // 50 and 25: 25 apart is within 4 standard deviations of a Poisson count, sqrt(75) each.
    [{ halves: [50, 25] }, {}],
    'not steady: 70',
  ],
];

describe.each(CASES)('%s', (_, [load, conditions], [goodLoad, goodConditions], words) => {
  it('makes a trial invalid, and it says so', () => {
    const { valid, reasons } = judgeTrial(trial(load), { ...QUIET, ...conditions });
    expect(valid).toBe(false);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain(words);
  });

  it('does not, just on the other side of the threshold', () => {
    expect(judgeTrial(trial(goodLoad), { ...QUIET, ...goodConditions })).toEqual({
      valid: true,
      reasons: [],
    });
  });
});

it('all reasons are told, each with what to change', () => {
  const load = trial({ closedConnections: 2, halves: [9000, 1000], requests: { sent: 5000, errors: 500 } });
  const { reasons } = judgeTrial(load, { ...QUIET, steal: 0.5 });
  expect(reasons).toHaveLength(5);
});

it('a closed loop has no schedule to keep', () => {
  const { scheduled: _, ...closed } = trial({ kind: 'closed', requests: { sent: 100, completed: 100 } });
  expect(judgeTrial(closed, QUIET).valid).toBe(true);
});
