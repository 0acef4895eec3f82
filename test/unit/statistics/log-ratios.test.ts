import { describe, expect, it } from 'vitest';
import { logRatios } from '../../../src/statistics/log-ratios.js';

describe('logRatios', () => {
  it('are ln(other / base)', () => {
    const [half, same, double] = logRatios([
      { base: 2, other: 1 },
      { base: 7, other: 7 },
      { base: 1e300, other: 2e300 },
    ]);
    expect(half).toBeCloseTo(-Math.LN2, 14);
    expect(same).toBe(0);
    expect(double).toBeCloseTo(Math.LN2, 12);
  });

  it.each([
    [{ base: 0, other: 1 }, 'pair 2 of 2: base is 0'],
    [{ base: 1, other: 0 }, 'pair 2 of 2: other is 0'],
    [{ base: -1, other: 1 }, 'pair 2 of 2: base is -1'],
    [{ base: 1, other: Number.NaN }, 'pair 2 of 2: other is NaN'],
    [{ base: Infinity, other: 1 }, 'pair 2 of 2: base is Infinity'],
  ])('refuse %j', (pair, message) => {
    const call = (): number[] => logRatios([{ base: 1, other: 1 }, pair]);
    expect(call).toThrow(RangeError);
    expect(call).toThrow(message);
  });
});
