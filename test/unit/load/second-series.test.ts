import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { SecondSeries, type Ended } from '../../../src/load/second-series.js';

const START_US = 5_000_000;

function at(seconds: number): number {
  return START_US + seconds * 1e6;
}

/** @param perSecond how many requests of 2 ms are due in each second, evenly. */
function calm(perSecond: readonly number[], timeoutMs = 1000): SecondSeries {
  const series = new SecondSeries(START_US, perSecond.length * 1000, timeoutMs);
  for (const [second, count] of perSecond.entries()) {
    for (let index = 0; index < count; index++) {
      const dueUs = at(second + index / count);
      series.ended('completed', dueUs, dueUs + 2000);
    }
  }
  return series;
}

describe('the series of a trial', () => {
  test('has a row for every second of the plan, also where nothing happened', () => {
    const { completed, p50Us, p99Us } = new SecondSeries(START_US, 2100, 1000).result();
    expect(completed).toEqual([0, 0, 0]);
    expect(p50Us).toEqual([null, null, null]);
    expect(p99Us).toEqual([null, null, null]);
  });

  test('counts what ended in a second, and grows with the drain', () => {
    const series = new SecondSeries(START_US, 1000, 5000);
    series.ended('completed', at(0.2), at(0.9));
    series.ended('errors', at(0.3), at(1.5));
    series.ended('timeouts', at(0.4), at(3.2));
    series.dropped(at(0.99));
    expect(series.result()).toMatchObject({
      completed: [1, 0, 0, 0],
      errors: [0, 1, 0, 0],
      timeouts: [0, 0, 0, 1],
      dropped: [1, 0, 0, 0],
    });
  });

  test('has latencies by the second in which requests were due', () => {
    const series = new SecondSeries(START_US, 3000, 5000);
    for (let index = 0; index < 400; index++) {
      // All that is due in second 0 is answered at 2.5 s.
      series.ended('completed', at(index / 400), at(2.5));
      series.ended('completed', at(1 + index / 400), at(1 + index / 400) + 900);
    }
    const { completed, p50Us, p99Us } = series.result();
    expect(completed).toEqual([0, 400, 400]);
    expect(p50Us[0]).toBeGreaterThan(1.99e6);
    expect(p50Us[0]).toBeLessThan(2.01e6);
    expect(p99Us[0]).toBeGreaterThan(2.48e6);
    // Two significant digits.
    expect(Math.abs((p50Us[1] ?? 0) - 900)).toBeLessThanOrEqual(4);
    expect(p50Us[2]).toBeNull();
  });

  test('has no percentile of too few requests', () => {
    const { p50Us, p99Us } = calm([5, 6, 367, 368]).result();
    expect(p50Us.map((us) => us === null)).toEqual([true, false, false, false]);
    expect(p99Us.map((us) => us === null)).toEqual([true, true, true, false]);
  });

  test('counts timeouts in the latency, errors not', () => {
    const series = new SecondSeries(START_US, 1000, 1000);
    for (let index = 0; index < 6; index++) series.ended('timeouts', at(0), at(0.5));
    for (let index = 0; index < 100; index++) series.ended('errors', at(0), at(0.001));
    expect(series.result().p50Us[0]).toBeGreaterThan(490_000);
  });

  test('keeps the latencies of a long trial only as long as answers can come', () => {
    const series = calm(Array.from({ length: 60 }, () => 10));
    // Long after the timeout of second 3: it counts, but its latencies have been summed up.
    for (let index = 0; index < 1000; index++) series.ended('completed', at(3.5), at(59.5));
    const { completed, p50Us } = series.result();
    expect(completed[59]).toBe(1010);
    expect(p50Us.every((us) => us !== null && us < 2020)).toBe(true);
  });

  test('counts every request once', () => {
    const request = fc.record({
      how: fc.constantFrom<Ended>('completed', 'errors', 'timeouts'),
      due: fc.double({ min: 0, max: 4.999, noNaN: true }),
      took: fc.double({ min: 0, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(request), (requests) => {
        const series = new SecondSeries(START_US, 5000, 3000);
        for (const { how, due, took } of requests) series.ended(how, at(due), at(due + took));
        const result = series.result();
        const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
        for (const how of ['completed', 'errors', 'timeouts'] as const) {
          expect(sum(result[how])).toBe(requests.filter((each) => each.how === how).length);
        }
        const lengths = Object.values(result).map((column) => column.length);
        expect(new Set(lengths).size).toBe(1);
      }),
    );
  });
});
