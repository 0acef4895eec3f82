import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventRate, ruleOfThree, wilsonInterval } from '../../../src/statistics/rates.js';

describe('wilsonInterval', () => {
  // Newcombe 1998, Statistics in Medicine 17, table I, method 3; digits from scipy 1.10.1, binomtest
  it.each([
    [81, 263, 0.2552885198782742, 0.36620957698280004],
    [15, 148, 0.06238639953073629, 0.16048724172330803],
    [0, 20, 0, 0.16112515805281935],
    [1, 29, 0.006113214292762667, 0.17175521879320282],
    [20, 20, 0.8388748419471808, 1],
  ])('of %d in %d is %d to %d', (events, trials, lower, upper) => {
    const interval = wilsonInterval(events, trials);
    expect(interval[0]).toBeCloseTo(lower, 12);
    expect(interval[1]).toBeCloseTo(upper, 12);
  });

  it('stays within 0..1 and contains the rate', () => {
    const counts = fc
      .integer({ min: 1, max: 1e9 })
      .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)));
    fc.assert(
      fc.property(counts, ([events, trials]) => {
        const [lower, upper] = wilsonInterval(events, trials);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
        expect(lower).toBeLessThanOrEqual(events / trials);
        expect(upper).toBeGreaterThanOrEqual(events / trials);
      }),
    );
  });

  it('is exactly 0 and 1 at the ends', () => {
    for (let trials = 1; trials < 200; trials++) {
      expect(wilsonInterval(0, trials)[0]).toBe(0);
      expect(wilsonInterval(trials, trials)[1]).toBe(1);
    }
  });

  it('widens with confidence', () => {
    expect(wilsonInterval(5, 50, 0.99)[1]).toBeGreaterThan(wilsonInterval(5, 50)[1]);
  });

  it.each([
    [1, 0],
    [-1, 5],
    [6, 5],
    [0.5, 5],
    [1, Number.NaN],
  ])('refuses %d of %d', (events, trials) => {
    expect(() => wilsonInterval(events, trials)).toThrow(RangeError);
  });
});

describe('ruleOfThree', () => {
  it('is 3/n, near the exact bound 1 - 0.05^(1/n), and at most 1', () => {
    expect(ruleOfThree(1000)).toBe(0.003);
    expect(ruleOfThree(1000) / (1 - 0.05 ** (1 / 1000))).toBeCloseTo(1, 2);
    expect(ruleOfThree(2)).toBe(1);
  });
});

describe('eventRate', () => {
  it('says "at most 3/n" where nothing was seen, and Wilson otherwise', () => {
    expect(eventRate(0, 2000)).toEqual({ rate: 0, ci95: [0, 0.0015] });
    expect(eventRate(15, 148)).toEqual({ rate: 15 / 148, ci95: wilsonInterval(15, 148) });
  });

  it('is null without trials, and refuses events without trials', () => {
    expect(eventRate(0, 0)).toBeNull();
    expect(() => eventRate(1, 0)).toThrow(RangeError);
  });
});
