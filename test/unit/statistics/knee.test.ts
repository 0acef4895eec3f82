import { describe, expect, it } from 'vitest';

import { kneeOf } from '../../../src/statistics/knee.js';

describe('kneeOf', () => {
  it('finds the corner of a hockey stick', () => {
    const points = [1, 2, 3, 4, 5, 6, 7, 8].map((x) => ({ x, y: x <= 6 ? 1 : 1 + 10 * (x - 6) }));
    expect(kneeOf(points)).toEqual({ x: 6, y: 1 });
  });

  it('finds the knee of an M/M/1 queue, where 1 / (1 - load) leaves the chord most', () => {
    // For y = 1/(1-x) on [0, 0.99] the slope equals the chord's, 100, at x = 0.9.
    const points = Array.from({ length: 100 }, (_, at) => ({ x: at / 100, y: 1 / (1 - at / 100) }));
    expect(kneeOf(points)?.x).toBeCloseTo(0.9, 6);
  });

  it('is not moved by the order of the points', () => {
    const points = [3, 1, 4, 2, 5].map((x) => ({ x, y: x < 5 ? x / 100 : 9 }));
    expect(kneeOf(points)?.x).toBe(4);
  });

  it('finds none in a straight line, a flat one, or three points', () => {
    expect(kneeOf([1, 2, 3, 4, 5].map((x) => ({ x, y: 2 * x })))).toBeNull();
    expect(kneeOf([1, 2, 3, 4, 5].map((x) => ({ x, y: 7 })))).toBeNull();
    expect(kneeOf([1, 2, 3].map((x) => ({ x, y: x ** 9 })))).toBeNull();
  });
});
