import { describe, expect, it } from 'vitest';
import { bootstrapRatio, type BootstrapRatio } from '../../../src/statistics/bootstrap.js';
import type { Pair } from '../../../src/statistics/log-ratios.js';
import { randomStream } from '../../../src/statistics/random.js';

const BASE = [212, 198, 240, 225, 201, 190, 230, 215, 207, 222, 219, 205];
const OTHER = [220, 215, 238, 250, 207, 199, 251, 214, 209, 260, 221, 206];
const TWELVE: Pair[] = BASE.map((base, i) => ({ base, other: OTHER[i] ?? Number.NaN }));

const run = (statistic: 'mean' | 'median', pairs = TWELVE, seed = 1, resamples = 2000): BootstrapRatio =>
  bootstrapRatio(pairs, { statistic, stream: randomStream(seed, 'bootstrap'), resamples });

describe('bootstrapRatio', () => {
  it('of the mean agrees with scipy', () => {
    // scipy 1.10.1: stats.bootstrap(log ratios, mean, method='BCa', n_resamples=200000): 1.0230 to 1.0833.
    const { ratio, ci95 } = run('mean', TWELVE, 1, 40_000);
    expect(ratio).toBeCloseTo(1.0474573314278457, 12);
    expect(Math.abs((ci95?.[0] ?? 0) - 1.02304)).toBeLessThan(0.001);
    expect(Math.abs((ci95?.[1] ?? 0) - 1.08328)).toBeLessThan(0.001);
  });

  it('of the median agrees with scipy', () => {
    // scipy 1.10.1, the same with median; a median has few values, so the bounds are exact.
    const { ratio, ci95 } = run('median', TWELVE, 1, 20_000);
    expect(ratio).toBeCloseTo(1.0337857798309482, 12);
    expect(ci95?.[0]).toBeCloseTo(1.00700299, 8);
    expect(ci95?.[1]).toBeCloseTo(1.08857806, 8);
  });

  it('corrects for skewness: the interval reaches further on the long side', () => {
    const skewed = [0, 0.01, 0.02, 0.02, 0.03, 0.04, 0.05, 0.3, 0.01, 0.02].map((d) => ({
      base: 1,
      other: Math.exp(d),
    }));
    // scipy 1.10.1 as above, three seeds: 1.01918165 to 1.17233795 around 1.0512711.
    const { ratio, ci95 } = run('mean', skewed, 1, 40_000);
    expect(ratio).toBeCloseTo(1.0512710963760241, 12);
    expect(ci95?.[0]).toBeCloseTo(1.01918165, 8);
    expect(ci95?.[1]).toBeCloseTo(1.17233795, 8);
  });

  it('repeats for a seed, and does not for another', () => {
    expect(run('mean')).toEqual(run('mean'));
    expect(run('mean', TWELVE, 2).ci95).not.toEqual(run('mean').ci95);
  });

  it('turns over when base and other are swapped, to the accuracy of resampling', () => {
    const swapped = run(
      'mean',
      TWELVE.map(({ base, other }) => ({ base: other, other: base })),
    );
    expect((swapped.ci95?.[0] ?? 0) * (run('mean').ci95?.[1] ?? 0)).toBeCloseTo(1, 2);
  });

  it('gives no interval below 6 pairs, and refuses no pairs', () => {
    expect(run('mean', TWELVE.slice(0, 5)).ci95).toBeNull();
    expect(run('mean', TWELVE.slice(0, 6)).ci95).not.toBeNull();
    expect(() => run('mean', [])).toThrow(RangeError);
  });

  it('of pairs that all agree is their ratio', () => {
    const agree = Array.from({ length: 8 }, () => ({ base: 1, other: 2 }));
    const { ratio, ci95 } = run('mean', agree);
    expect(ci95).toEqual([ratio, ratio]);
  });

  it('covers the true ratio of 25 lognormal pairs, a little less than it says', () => {
    const stream = randomStream(1, 'bootstrap coverage');
    const runs = 400;
    let covered = 0;
    for (let i = 0; i < runs; i++) {
      const pairs = Array.from({ length: 25 }, () => ({
        base: 1,
        other: 1.2 * Math.exp(0.1 * stream.normal()),
      }));
      const [lower, upper] = bootstrapRatio(pairs, { statistic: 'mean', stream, resamples: 500 }).ci95 ?? [
        2, 2,
      ];
      if (lower <= 1.2 && 1.2 <= upper) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.9);
    expect(covered / runs).toBeLessThan(0.98);
  });
});
