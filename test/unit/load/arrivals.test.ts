import { describe, expect, test } from 'vitest';

import type { Arrivals, OpenLoad } from '../../../src/core/load-plan.js';
import { arrivalTimes, countArrivals } from '../../../src/load/open-loop/arrivals.js';
import { randomStream } from '../../../src/statistics/random.js';

function planOf(arrivals: Arrivals, rate: number, durationMs: number): OpenLoad {
  return { id: 'test', kind: 'open', arrivals, rate, durationMs, timeoutMs: 1000, maxInFlight: 10 };
}

function timesOf(plan: OpenLoad, ...names: (string | number)[]): number[] {
  const next = arrivalTimes(plan, randomStream(7, ...names));
  const times: number[] = [];
  for (let time = next(); time !== Number.POSITIVE_INFINITY; time = next()) times.push(time);
  return times;
}

/** Coefficient of variation of the gaps. */
function variation(times: readonly number[]): number {
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length) / mean;
}

describe('arrivals', () => {
  test('constant ones are equally far apart, at the rate, from the start', () => {
    const times = timesOf(planOf('constant', 300, 10_000));
    expect(times).toHaveLength(3000);
    expect(times[0]).toBe(0);
    expect(variation(times)).toBeLessThan(1e-6);
    expect(times[2999]).toBeCloseTo((2999 * 1e6) / 300, 6);
  });

  test('Poisson ones vary as an exponential gap does, within 5%', () => {
    const times = timesOf(planOf('poisson', 5000, 10_000));
    expect(variation(times)).toBeGreaterThan(0.95);
    expect(variation(times)).toBeLessThan(1.05);
  });

  test('Poisson ones come at the rate, and independently', () => {
    const times = timesOf(planOf('poisson', 5000, 20_000));
    // 4 standard deviations of a Poisson count.
    expect(Math.abs(times.length - 100_000)).toBeLessThan(4 * Math.sqrt(100_000));
    const perSecond = Array.from(
      { length: 20 },
      (_, second) => times.filter((time) => Math.floor(time / 1e6) === second).length,
    );
    for (const count of perSecond) expect(Math.abs(count - 5000)).toBeLessThan(5 * Math.sqrt(5000));
  });

  test.each(['constant', 'poisson'] as const)('%s ones ascend and end with the plan', (arrivals) => {
    const times = timesOf(planOf(arrivals, 1000, 2000));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(2e6);
    expect(times.at(-1)).toBeGreaterThan(1.9e6);
  });

  test('the same names give the same schedule, other names another', () => {
    const plan = planOf('poisson', 1000, 500);
    expect(timesOf(plan, 'arrivals', 'steady', 0)).toEqual(timesOf(plan, 'arrivals', 'steady', 0));
    expect(timesOf(plan, 'arrivals', 'steady', 1)).not.toEqual(timesOf(plan, 'arrivals', 'steady', 0));
  });

  test('are counted as they will come', () => {
    const plan = planOf('poisson', 1234, 3000);
    expect(countArrivals(plan, randomStream(7, 'a'))).toBe(timesOf(plan, 'a').length);
  });
});
