import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { OpenArrivals } from '../../../src/core/load-plan.js';
import { seededTimes, type SeededLoad } from '../../../src/load/open-loop/arrivals.js';
import { randomStream } from '../../../src/statistics/random.js';

type Seeded = Exclude<OpenArrivals, { readonly arrivals: 'replay' }>;

function planOf(arrivals: Seeded, durationMs: number): SeededLoad {
  return { id: 'test', kind: 'open', durationMs, timeoutMs: 1000, maxInFlight: 10, ...arrivals };
}

function timesOf(arrivals: Seeded, durationMs: number, ...names: (string | number)[]): number[] {
  const next = seededTimes(planOf(arrivals, durationMs), randomStream(7, ...names));
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

function countBetween(times: readonly number[], fromS: number, toS: number): number {
  return times.filter((time) => time >= fromS * 1e6 && time < toS * 1e6).length;
}

const ONE_OF_EACH: readonly Seeded[] = [
  { arrivals: 'constant', rate: 1000 },
  { arrivals: 'poisson', rate: 1000 },
  { arrivals: 'ramp', from: 100, rate: 1900 },
  { arrivals: 'ramp', from: 1900, rate: 100 },
  { arrivals: 'burst', rate: 1000, burst: 20 },
];

describe('arrivals', () => {
  test('constant ones are equally far apart, at the rate, from the start', () => {
    const times = timesOf({ arrivals: 'constant', rate: 300 }, 10_000);
    expect(times).toHaveLength(3000);
    expect(times[0]).toBe(0);
    expect(variation(times)).toBeLessThan(1e-6);
    expect(times[2999]).toBeCloseTo((2999 * 1e6) / 300, 6);
  });

  test('Poisson ones vary as an exponential gap does, within 5%', () => {
    const times = timesOf({ arrivals: 'poisson', rate: 5000 }, 10_000);
    expect(variation(times)).toBeGreaterThan(0.95);
    expect(variation(times)).toBeLessThan(1.05);
  });

  test('Poisson ones come at the rate, and independently', () => {
    const times = timesOf({ arrivals: 'poisson', rate: 5000 }, 20_000);
    // 4 standard deviations of a Poisson count.
    expect(Math.abs(times.length - 100_000)).toBeLessThan(4 * Math.sqrt(100_000));
    for (let second = 0; second < 20; second++) {
      const count = countBetween(times, second, second + 1);
      expect(Math.abs(count - 5000)).toBeLessThan(5 * Math.sqrt(5000));
    }
  });

  test.each([
    [100, 2000],
    [2000, 100],
    [0, 1000],
    [500, 500],
  ])('a ramp from %i to %i has the rate of its line in every second', (from, rate) => {
    const times = timesOf({ arrivals: 'ramp', from, rate }, 10_000);
    expect(times[0]).toBe(0);
    expect(Math.abs(times.length - ((from + rate) / 2) * 10)).toBeLessThanOrEqual(1);
    for (let second = 0; second < 10; second++) {
      const due = from + ((rate - from) * (second + 0.5)) / 10;
      expect(Math.abs(countBetween(times, second, second + 1) - due)).toBeLessThanOrEqual(1);
    }
  });

  test('arrival i of a ramp is where the integrated rate is i', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        fc.double({ min: 1, max: 1e5, noNaN: true }),
        fc.integer({ min: 1, max: 400 }),
        (from, rate, durationMs) => {
          const slope = (rate - from) / (durationMs / 1000);
          const errors = timesOf({ arrivals: 'ramp', from, rate }, durationMs).map((timeUs, index) => {
            const seconds = timeUs / 1e6;
            const integrated = from * seconds + (slope * seconds * seconds) / 2;
            return Math.abs(integrated - index) / Math.max(1, index);
          });
          expect(Math.max(...errors)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('bursts come at once, equally far apart, at the mean rate', () => {
    const times = timesOf({ arrivals: 'burst', rate: 1000, burst: 50 }, 2000);
    expect(times).toHaveLength(2000);
    const groups = groupsOf(times);
    expect(groups.map(([time]) => time)).toEqual(Array.from({ length: 40 }, (_, index) => index * 50_000));
    for (const [, group] of groups) expect(group).toHaveLength(50);
  });

  test.each(ONE_OF_EACH)('ascend and end with the plan: %o', (arrivals) => {
    const times = timesOf(arrivals, 2000);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(2e6);
    expect(times.at(-1)).toBeGreaterThan(1.9e6);
  });

  test.each(ONE_OF_EACH)('are the same for the same names: %o', (arrivals) => {
    expect(timesOf(arrivals, 500, 'arrivals', 'steady', 0)).toEqual(
      timesOf(arrivals, 500, 'arrivals', 'steady', 0),
    );
  });

  test('Poisson ones are others for other names', () => {
    const poisson: Seeded = { arrivals: 'poisson', rate: 1000 };
    expect(timesOf(poisson, 500, 'steady', 1)).not.toEqual(timesOf(poisson, 500, 'steady', 0));
  });
});

function groupsOf(times: readonly number[]): [number, number[]][] {
  const groups = new Map<number, number[]>();
  for (const time of times) groups.set(time, [...(groups.get(time) ?? []), time]);
  return [...groups];
}
