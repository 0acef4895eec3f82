import { describe, expect, it } from 'vitest';
import { mean, median, standardDeviation } from '../../../src/statistics/describe.js';

/** Differences of Student's sleep data (Cushny and Peebles 1905): R's `sleep`, group 1 minus group 2. */
const SLEEP = [-1.2, -2.4, -1.3, -1.3, 0, -1, -1.8, -0.8, -4.6, -1.4];

describe('mean, standardDeviation and median', () => {
  it('agrees with the published mean and standard deviation of the sleep data', () => {
    // R: mean(d) -1.58, sd(d) 1.229995.
    expect(mean(SLEEP)).toBeCloseTo(-1.58, 12);
    expect(standardDeviation(SLEEP)).toBeCloseTo(1.229995, 6);
  });

  it('keeps its precision far from zero', () => {
    // NIST StRD NumAcc3 in small: mean 1000000.2, sd 0.1.
    const values = [1000000.2, ...Array.from({ length: 500 }, () => [1000000.1, 1000000.3]).flat()];
    expect(mean(values)).toBeCloseTo(1000000.2, 8);
    expect(standardDeviation(values)).toBeCloseTo(0.1, 8);
  });

  it('takes the middle of an odd sample and the mean of the two middle values of an even one', () => {
    expect(median([9, 1, 10])).toBe(9);
    expect(median([10, 1, 9, 2])).toBe(5.5);
    expect(median([100, 20, 3])).toBe(20);
  });

  it('does not reorder its argument', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('refuses samples that are too small', () => {
    expect(() => mean([])).toThrow(RangeError);
    expect(() => median([])).toThrow(RangeError);
    expect(() => standardDeviation([1])).toThrow(/at least 2/);
  });
});
