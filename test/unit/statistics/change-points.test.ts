import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { changePoints, FEWEST_FOR_CHANGE, strongestCut } from '../../../src/statistics/change-points.js';
import { randomStream } from '../../../src/statistics/random.js';

function noise(seed: number, count: number, level: number, spread = 1): number[] {
  const stream = randomStream(seed, 'noise');
  return Array.from({ length: count }, () => level + spread * stream.normal());
}

describe('change points', () => {
  it('are found where a level moves, there and back, each at its place', () => {
    const values = [...noise(1, 20, 100), ...noise(2, 20, 90), ...noise(3, 20, 100)];
    const found = changePoints(values);
    expect(found.map(({ at }) => at)).toEqual([20, 40]);
    for (const { pValue } of found) expect(pValue).toBeLessThanOrEqual(0.05);
  });

  it('are not found in noise more often than they may', () => {
    const runs = Array.from({ length: 200 }, (_, seed) => changePoints(noise(seed, 20, 100), 0.05, 99));
    const misled = runs.filter((found) => found.length > 0).length;
    // 200 times 5%, and three standard deviations of that.
    expect(misled).toBeLessThanOrEqual(10 + 3 * Math.sqrt(200 * 0.05 * 0.95));
    expect(misled).toBeGreaterThan(0);
  });

  it('need eight values, and are not misled by a single outlier', () => {
    expect(changePoints([1, 1.1, 1, 9, 9.1, 9, 9.2])).toEqual([]);
    expect(changePoints([1, 1.1, 1, 1.05, 9, 9.1, 9, 9.2]).map(({ at }) => at)).toEqual([4]);
    const outlier = noise(4, 30, 100).with(15, 150);
    expect(changePoints(outlier)).toEqual([]);
  });

  it('agree with the formula worked out pair by pair', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 14 }), (values) => {
        const strengths = values.map((_, at) => strengthAt(values, at));
        const { at, strength } = strongestCut(values);
        expect(strength).toBeCloseTo(Math.max(0, ...strengths), 9);
        if (strength > 0) expect(strengths[at]).toBeCloseTo(strength, 9);
      }),
    );
  });

  it('do not depend on the unit, nor on which way is up, and stand in order', () => {
    const series = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 0, maxLength: 24 });
    fc.assert(
      fc.property(series, fc.constantFrom(-4, 0.5, 2), (values, factor) => {
        const found = changePoints(values, 0.05, 99);
        const places = found.map(({ at }) => at);
        expect(
          changePoints(
            values.map((value) => value * factor),
            0.05,
            99,
          ),
        ).toEqual(found);
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        if (values.length < FEWEST_FOR_CHANGE || new Set(values).size === 1) expect(found).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

function strengthAt(values: readonly number[], at: number): number {
  const [left, right] = [values.slice(0, at), values.slice(at)];
  if (left.length < 2 || right.length < 2) return -Infinity;
  const between = left.flatMap((x) => right.map((y) => Math.abs(x - y)));
  const within = (side: readonly number[]): number[] =>
    side.flatMap((x, i) => side.slice(i + 1).map((y) => Math.abs(x - y)));
  const mean = (all: readonly number[]): number => all.reduce((sum, value) => sum + value, 0) / all.length;
  return (
    ((left.length * right.length) / values.length) *
    (2 * mean(between) - mean(within(left)) - mean(within(right)))
  );
}
