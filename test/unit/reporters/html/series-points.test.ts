import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  completedPoints,
  lostBetween,
  p99Points,
  secondsPerPoint,
} from '../../../../src/reporters/html/sections/series-points.js';

const seriesOf = (completed: number[], p99Us: (number | null)[] = [], errors: number[] = []) => {
  return { completed, p99Us, errors, timeouts: [], dropped: [], p50Us: [] };
};

describe('points of a trial', () => {
  it('are its seconds where they fit', () => {
    const series = seriesOf([10, 0, 30], [100, null, 0], [0, 2, 0]);
    expect(secondsPerPoint([series])).toBe(1);
    expect(completedPoints(series, 1, 1).map(({ value }) => value)).toEqual([10, 0, 30]);
    expect(completedPoints(series, 1, 1).map(({ lost }) => lost)).toEqual([0, 2, 0]);
    expect(p99Points(series, 1, 1).map(({ value }) => value)).toEqual([100, null, null]);
  });

  it('hide no stall and no loss where they stand for several seconds', () => {
    const series = seriesOf([10, 20, 30, 40, 50], [1, 9, 2, null, null], [0, 0, 0, 0, 7]);
    expect(completedPoints(series, 1, 2)).toMatchObject([
      { second: 2, value: 15, lost: 0 },
      { second: 4, value: 35, lost: 0 },
      { second: 5, value: 50, lost: 7 },
    ]);
    expect(p99Points(series, 1, 2).map(({ value }) => value)).toEqual([9, 2, null]);
    expect(lostBetween(series)).toBe(7);
  });

  it('are few, however long a trial and however many there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3600 }), fc.integer({ min: 1, max: 300 }), (seconds, trials) => {
        const series = seriesOf(Array<number>(seconds).fill(1));
        const each = completedPoints(
          series,
          1,
          secondsPerPoint(Array<typeof series>(trials).fill(series)),
        ).length;
        expect(each).toBeLessThanOrEqual(120);
        expect(each * trials).toBeLessThanOrEqual(Math.max(5000, 10 * trials));
      }),
    );
  });
});
