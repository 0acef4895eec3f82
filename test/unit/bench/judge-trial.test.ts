import { describe, expect, it } from 'vitest';

import { judgeTrial, type TrialConditions } from '../../../src/bench/judge-trial.js';
import type { GeneratorHealth, LoadResult } from '../../../src/core/load-result.js';
import { loadResult } from './load-results.js';

const CALM: TrialConditions = { steal: 0, throttled: 0, allowedErrors: 0.001 };

function reasonsOf(
  changes: Partial<LoadResult>,
  conditions: Partial<TrialConditions> = {},
): readonly string[] {
  const { valid, reasons } = judgeTrial(loadResult(changes), { ...CALM, ...conditions });
  expect(valid).toBe(reasons.length === 0);
  return reasons;
}

const requests = (changes: Partial<LoadResult['requests']>): Pick<LoadResult, 'requests'> => ({
  requests: { ...loadResult().requests, ...changes },
});

describe('a trial', () => {
  it('is valid where nothing is wrong', () => {
    expect(judgeTrial(loadResult(), CALM)).toEqual({ valid: true, reasons: [], warnings: [] });
  });

  it('is invalid where fewer than 99% of what was scheduled left, and says why', () => {
    expect(reasonsOf(requests({ sent: 990 }))).toEqual([]);
    expect(reasonsOf(requests({ sent: 800 }))).toEqual([
      expect.stringMatching(
        /^only 80\.0% of the 1000 scheduled .* cannot send faster; lower the rate .* below 800\/s/,
      ),
    ]);
    expect(reasonsOf(requests({ sent: 800, dropped: 150 }))).toEqual([
      expect.stringMatching(/150 were dropped because maxInFlight .* lower the rate, or raise maxInFlight$/),
    ]);
  });

  it.each([
    ['closed connections', { closedConnections: 1 }, {}, 'raise its keep-alive timeout'],
    ['steal', {}, { steal: 0.021 }, 'use a quieter machine'],
    ['throttling', {}, { throttled: 0.5 }, 'raise its CPU quota'],
    ['nothing completed', requests({ completed: 0 }), {}, 'try the URL by hand'],
    [
      'errors',
      { ...requests({ errors: 2 }), errorSamples: ['500 boom'] },
      {},
      '2 of 1000 requests failed (500 boom)',
    ],
    ['timeouts', requests({ timeouts: 2 }), {}, 'allow more in objectives.errors'],
  ] as const)('is invalid for %s, with advice', (_what, changes, conditions, words) => {
    expect(reasonsOf(changes, conditions)).toEqual([expect.stringContaining(words)]);
  });

  it('allows as many errors as the objective says', () => {
    expect(reasonsOf(requests({ errors: 50 }), { allowedErrors: 0.05 })).toEqual([]);
    expect(reasonsOf(requests({ errors: 51 }), { allowedErrors: 0.05 })).toHaveLength(1);
  });
});

describe('the halves of a trial', () => {
  const closed: Partial<LoadResult> = { kind: 'closed' };
  const unscheduled = (halves: [number, number]): readonly string[] => {
    const {
      scheduled: _,
      scheduledHalves: __,
      largestGroup: ___,
      ...rest
    } = loadResult({ ...closed, halves });
    return judgeTrial(rest, CALM).reasons;
  };

  it('differ by at most a quarter', () => {
    expect(unscheduled([1000, 760])).toEqual([]);
    expect(unscheduled([1000, 740])).toEqual([
      'not steady: 1000 requests in the first half, 740 in the second; lengthen the load',
    ]);
    expect(unscheduled([740, 1000])).toHaveLength(1);
  });

  it('may differ by chance where there are few requests', () => {
    expect(unscheduled([20, 12])).toEqual([]);
  });

  it('are compared with what was due in each: a ramp is no drift', () => {
    expect(reasonsOf({ halves: [250, 745], scheduledHalves: [250, 750] })).toEqual([]);
    expect(reasonsOf({ halves: [495, 495], scheduledHalves: [250, 750] })).toEqual([
      'not steady: 495 requests in the first half, 495 in the second (due: 250 and 750); lengthen the load',
    ]);
    expect(reasonsOf({ halves: [250, 400], scheduledHalves: [250, 750] })).toHaveLength(1);
  });

  it('are not compared where nothing was due in one', () => {
    expect(reasonsOf({ halves: [995, 0], scheduledHalves: [1000, 0] })).toEqual([]);
  });

  it('may differ by a group that was due right before the middle', () => {
    const bursts = { scheduledHalves: [500, 500], largestGroup: 100 } as const;
    expect(reasonsOf({ ...bursts, halves: [400, 600] })).toEqual([]);
    expect(reasonsOf({ ...bursts, halves: [350, 650] })).toHaveLength(1);
  });
});

describe('the load process of a closed loop', () => {
  const busy = (cpuShare: number): GeneratorHealth => ({
    cpuShare,
    eventLoopDelayUs: { p50: 0, p99: 0, max: 0 },
  });

  it('makes throughput a lower bound where it uses a whole core: a warning', () => {
    const { valid, warnings } = judgeTrial(loadResult({ kind: 'closed', generator: busy(0.96) }), CALM);
    expect(valid).toBe(true);
    expect(warnings).toEqual([
      expect.stringMatching(/^throughput is a lower bound: .* 0\.96 of a core; compare CPU/),
    ]);
    expect(judgeTrial(loadResult({ kind: 'closed', generator: busy(0.94) }), CALM).warnings).toEqual([]);
  });

  it('is not judged in an open loop, which spins', () => {
    expect(judgeTrial(loadResult({ generator: busy(1) }), CALM).warnings).toEqual([]);
  });
});
