import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { randomStream } from '../../../src/statistics/random.js';
import { oneSidedPValue, pairedRatio } from '../../../src/statistics/paired.js';
import { pairedTest, unpairedTest } from '../../../src/statistics/ratio-test.js';

describe('unpairedTest', () => {
  it('is Welch on logarithms', () => {
    // scipy.stats.ttest_ind(log([80, 84, 78, 82]), log([100, 104, 98]), equal_var=False, alternative='less')
    const test = unpairedTest([100, 104, 98], [80, 84, 78, 82]);
    expect(test.ratio).toBeCloseTo(0.8045745549816853, 10);
    expect(test.count).toBe(4);
    expect(test.pValue('below', 1)).toBeCloseTo(0.00019627841266741977, 10);
    expect(test.pValue('above', 1)).toBeCloseTo(1 - 0.00019627841266741977, 10);
    const [lower, upper] = test.estimate(1).bounds95 ?? [0, 0];
    expect(Math.log(lower)).toBeCloseTo(-0.2660003429893558, 9);
    expect(Math.log(upper)).toBeCloseTo(-0.16888294580848245, 9);
  });

  it('claims nothing with fewer than three values on a side', () => {
    for (const [base, other] of [
      [
        [1, 2, 3],
        [1, 2],
      ],
      [
        [1, 2],
        [1, 2, 3],
      ],
    ] as const) {
      const test = unpairedTest(base, other);
      expect([test.pValue('below', 1), test.estimate(1).bounds95, test.countToDetect(0.1)]).toEqual([
        null,
        null,
        null,
      ]);
    }
  });

  it('has bounds that exclude a threshold exactly where its P value is at most 5%', () => {
    const values = fc.array(fc.double({ min: 50, max: 200, noNaN: true }), { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(values, values, fc.double({ min: 0.5, max: 2, noNaN: true }), (base, other, threshold) => {
        const test = unpairedTest(base, other);
        const [lower, upper] = test.estimate(1).bounds95 ?? [Number.NaN, Number.NaN];
        fc.pre(Math.abs(lower / threshold - 1) > 1e-9 && Math.abs(upper / threshold - 1) > 1e-9);
        expect((test.pValue('above', threshold) ?? 1) <= 0.05).toBe(lower > threshold);
        expect((test.pValue('below', threshold) ?? 1) <= 0.05).toBe(upper < threshold);
      }),
    );
  });

  it('has bounds that hold in 95% of all cases, and for four looks in more', () => {
    const stream = randomStream(1, 'unpaired-test');
    const sample = (count: number): number[] =>
      Array.from({ length: count }, () => Math.exp(0.05 * stream.normal()));
    let held = { once: 0, looks: 0 };
    const cases = 2000;
    for (let index = 0; index < cases; index++) {
      const test = unpairedTest(sample(8), sample(5));
      const lower = (looks: number): number => test.estimate(looks).bounds95?.[0] ?? Number.NaN;
      held = { once: held.once + Number(lower(1) <= 1), looks: held.looks + Number(lower(4) <= 1) };
    }
    expect(held.once / cases).toBeGreaterThan(0.935);
    expect(held.once / cases).toBeLessThan(0.965);
    expect(held.looks / cases).toBeGreaterThan(0.98);
  });

  it('needs more values for a smaller effect, and none suffice for what the base leaves open', () => {
    const test = unpairedTest([100, 110, 95, 104], [100, 90, 105, 99]);
    expect(test.countToDetect(0.2)).toBeLessThan(test.countToDetect(0.1) ?? 0);
    expect(test.countToDetect(0.01)).toBeNull();
  });
});

describe('pairedTest', () => {
  it('says what the paired statistics say', () => {
    const pairs = [0.8, 0.82, 0.79, 0.81, 0.8, 0.83].map((ratio) => ({ base: 100, other: 100 * ratio }));
    const test = pairedTest(pairs);
    const { ratio, lower95, upper95 } = pairedRatio(pairs, 4);
    expect(test.estimate(4)).toEqual({ ratio, bounds95: [lower95, upper95] });
    expect(test.ratio).toBe(pairedRatio(pairs).ratio);
    expect(test.pValue('below', 0.9)).toBe(oneSidedPValue(pairs, 'below', 0.9));
    expect(pairedTest(pairs.slice(0, 2)).countToDetect(0.1)).toBeNull();
  });
});
