import { describe, expect, test } from 'vitest';

import type { OpenArrivals, OpenLoad } from '../../../src/core/load-plan.js';
import { planArrivals, type ArrivalSchedule } from '../../../src/load/open-loop/arrival-schedule.js';
import { randomStream } from '../../../src/statistics/random.js';
import { numberedStream } from './numbered-stream.js';

const GO_ON = new AbortController().signal;

function scheduleOf(
  arrivals: OpenArrivals,
  durationMs: number,
  stream = numberedStream(10),
  from = 0,
): Promise<ArrivalSchedule> {
  const plan: OpenLoad = { id: 'a', kind: 'open', durationMs, timeoutMs: 1000, maxInFlight: 10, ...arrivals };
  return planArrivals(plan, stream, from, () => randomStream(7, 'a'), GO_ON);
}

function listOf({ times }: ArrivalSchedule): number[] {
  const next = times();
  const list: number[] = [];
  for (let time = next(); time !== Number.POSITIVE_INFINITY; time = next()) list.push(time);
  return list;
}

describe('a schedule of arrivals', () => {
  test('is counted as it will come, every time', async () => {
    const schedule = await scheduleOf({ arrivals: 'poisson', rate: 1234 }, 3000);
    expect(schedule.scheduled).toBe(listOf(schedule).length);
    expect(listOf(schedule)).toEqual(listOf(schedule));
  });

  test('says how much is due in each half', async () => {
    const ramp = await scheduleOf({ arrivals: 'ramp', from: 0, rate: 1000 }, 2000);
    // A quarter of a triangle's area lies in its first half.
    expect(ramp.halves[0]).toBeGreaterThanOrEqual(250);
    expect(ramp.halves[0]).toBeLessThanOrEqual(251);
    expect(ramp.halves[0] + ramp.halves[1]).toBe(ramp.scheduled);
    const steady = await scheduleOf({ arrivals: 'constant', rate: 100 }, 1000);
    expect(steady.halves).toEqual([50, 50]);
  });

  test('says how much is due at once, and within 20 ms', async () => {
    const burst = await scheduleOf({ arrivals: 'burst', rate: 1000, burst: 40 }, 1000);
    expect([burst.largestGroup, burst.busiest]).toEqual([40, 40]);
    const steady = await scheduleOf({ arrivals: 'constant', rate: 5000 }, 1000);
    expect([steady.largestGroup, steady.busiest]).toEqual([1, 100]);
  });

  test('of a replay follows the stream from the first request of the trial', async () => {
    const stream = numberedStream(1000, { timestampOf: (index) => index * index });
    const { scheduled, halves, ...rest } = await scheduleOf(
      { arrivals: 'replay', speed: 1 },
      1000,
      stream,
      10,
    );
    // Request 10 + i is due (10 + i)^2 - 100 ms later.
    const due = Array.from({ length: 24 }, (_, index) => ((10 + index) ** 2 - 100) * 1000).filter(
      (us) => us < 1e6,
    );
    expect(listOf({ scheduled, halves, ...rest })).toEqual(due);
    expect(scheduled).toBe(due.length);
    expect(halves[0]).toBe(due.filter((us) => us < 5e5).length);
  });
});
