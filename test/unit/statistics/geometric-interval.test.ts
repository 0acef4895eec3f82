import { describe, expect, it } from 'vitest';

import { geometricInterval } from '../../../src/statistics/geometric-interval.js';
import { randomStream } from '../../../src/statistics/random.js';

describe('geometricInterval', () => {
  it('agrees with a textbook computation', () => {
    // Python: exp(mean(log v) +- 3.182446305284263 * sd(log v) / 2), t from scipy 1.10.1, stats.t.ppf(0.975, 3).
    const [lower, upper] = geometricInterval([100, 110, 95, 102]) ?? [0, 0];
    expect(lower).toBeCloseTo(92.238992577, 8);
    expect(upper).toBeCloseTo(111.929272265, 8);
  });

  it('is wider where the data are looked at more than once', () => {
    // The same with stats.t.ppf(1 - 0.025 / 4, 3) = 5.391949.
    const [lower, upper] = geometricInterval([100, 110, 95, 102], 4) ?? [0, 0];
    const mid = Math.sqrt(lower * upper);
    const [once] = geometricInterval([100, 110, 95, 102]) ?? [0];
    expect(Math.log(mid / lower) / Math.log(mid / once)).toBeCloseTo(5.391949 / 3.182446, 5);
  });

  it('covers the true value in about 95 of 100 lognormal samples', () => {
    const stream = randomStream(7, 'coverage');
    let covered = 0;
    for (let sample = 0; sample < 1000; sample++) {
      const values = Array.from({ length: 5 }, () => 1000 * Math.exp(0.2 * stream.normal()));
      const [lower, upper] = geometricInterval(values) ?? [0, 0];
      if (lower <= 1000 && 1000 <= upper) covered++;
    }
    expect(covered).toBeGreaterThan(925);
    expect(covered).toBeLessThan(975);
  });

  it('is null where there is nothing to tell', () => {
    expect(geometricInterval([1, 2])).toBeNull();
    expect(geometricInterval([1, 2, 0])).toBeNull();
  });
});
