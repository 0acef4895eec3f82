import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { stagedTimes, type Stage } from '../../../src/load/open-loop/staged-times.js';

function timesOf(stages: readonly Stage[]): number[] {
  const next = stagedTimes(stages);
  const times: number[] = [];
  for (let time = next(); time !== Number.POSITIVE_INFINITY; time = next()) times.push(time);
  // The end is the end.
  expect(next()).toBe(Number.POSITIVE_INFINITY);
  return times;
}

describe('arrivals in stages', () => {
  it('have equal gaps, and change their rate at once', () => {
    const stages = [
      { durationMs: 20, rate: 100 },
      { durationMs: 4, rate: 1000 },
      { durationMs: 20, rate: 100 },
    ];
    expect(timesOf(stages)).toEqual([0, 10_000, 20_000, 21_000, 22_000, 23_000, 24_000, 34_000]);
  });

  it('ascend, and are as many as the rates say', () => {
    const stage = fc.record({
      durationMs: fc.integer({ min: 0, max: 500 }),
      rate: fc.integer({ min: 1, max: 3000 }),
    });
    fc.assert(
      fc.property(fc.array(stage, { maxLength: 4 }), (stages) => {
        const times = timesOf(stages);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
        const expected = stages.reduce((sum, { durationMs, rate }) => sum + (durationMs * rate) / 1000, 0);
        expect(Math.abs(times.length - expected)).toBeLessThanOrEqual(stages.length);
      }),
    );
  });
});
