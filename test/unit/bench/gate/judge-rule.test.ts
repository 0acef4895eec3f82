import { describe, expect, it } from 'vitest';

import { confirmed, isSilent, standingOf } from '../../../../src/bench/gate/judge-rule.js';
import type { GateLimit, GateRule } from '../../../../src/core/gate.js';
import type { Pair } from '../../../../src/statistics/log-ratios.js';
import { pairedTest, unpairedTest, type RatioTest } from '../../../../src/statistics/ratio-test.js';
import { randomStream } from '../../../../src/statistics/random.js';

const rule = (limit: GateLimit): GateRule => ({
  path: 'embedded.saturation.throughputRps',
  mode: 'embedded',
  load: 'saturation',
  metric: 'throughputRps',
  limit,
});
const decrease = rule({ kind: 'change', direction: 'decrease', share: 0.1 });
const increase = rule({ kind: 'change', direction: 'increase', share: 0.1 });

const stream = randomStream(1, 'gate');
/** Head / base around a ratio, with lognormal noise. */
const pairs = (count: number, ratio: number, noise = 0.02): Pair[] =>
  Array.from({ length: count }, () => ({
    base: 1000,
    other: 1000 * ratio * Math.exp(noise * stream.normal()),
  }));

describe('standingOf', () => {
  it('holds where the interval excludes the limit, and is suspected beyond it', () => {
    expect(standingOf({ missing: 0, rule: decrease, test: pairedTest(pairs(8, 1)) }, 4)).toBe('holds');
    expect(standingOf({ missing: 0, rule: decrease, test: pairedTest(pairs(8, 1.3)) }, 4)).toBe('holds');
    expect(standingOf({ missing: 0, rule: decrease, test: pairedTest(pairs(5, 0.8)) }, 4)).toBe('suspected');
    expect(standingOf({ missing: 0, rule: increase, test: pairedTest(pairs(5, 1.3)) }, 4)).toBe('suspected');
    expect(standingOf({ missing: 0, rule: increase, test: pairedTest(pairs(8, 0.8)) }, 4)).toBe('holds');
  });

  it('is open where the change is real but within the limit, or nothing is known', () => {
    expect(standingOf({ missing: 0, rule: decrease, test: pairedTest(pairs(5, 0.905, 0.01)) }, 4)).toBe(
      'open',
    );
    expect(standingOf({ missing: 0, rule: decrease, test: pairedTest(pairs(3, 1, 0.3)) }, 4)).toBe('open');
    expect(standingOf({ missing: 0, rule: decrease, test: pairedTest(pairs(2, 0.5)) }, 4)).toBe('open');
    expect(standingOf({ missing: 0, rule: decrease, test: undefined }, 4)).toBe('open');
  });

  it('holds the head against an absolute bound', () => {
    const least = rule({ kind: 'absolute', bound: 'least', value: 900 });
    const against = (ratio: number): Pair[] => pairs(8, ratio).map(({ other }) => ({ base: 900, other }));
    expect(standingOf({ missing: 0, rule: least, test: pairedTest(against(1)) }, 4)).toBe('holds');
    expect(standingOf({ missing: 0, rule: least, test: pairedTest(against(0.8)) }, 4)).toBe('suspected');
  });
});

describe('a head without the figure in valid trials', () => {
  const p99 = { ...increase, metric: 'p99Us' };
  const silent = (missing: number) => ({ rule: decrease, test: undefined, missing });

  it('is suspected where it never answered, and fails where fresh trials find the same', () => {
    expect([silent(1), silent(2)].map((each) => standingOf(each, 4))).toEqual(['open', 'open']);
    expect(standingOf(silent(3), 4)).toBe('suspected');
    expect([confirmed([silent(4)]), confirmed([silent(2)])]).toEqual([[true], [false]]);
  });

  it('does not hold by the trials that have it', () => {
    expect(standingOf({ rule: decrease, test: pairedTest(pairs(8, 1)), missing: 1 }, 4)).toBe('open');
  });

  it('is not known to be worse by a percentile that the sample is too small for', () => {
    expect(isSilent({ rule: p99, test: undefined, missing: 5 })).toBe(false);
    expect(standingOf({ rule: p99, test: undefined, missing: 5 }, 4)).toBe('open');
  });
});

describe('confirmed', () => {
  it('wants fresh trials to show the same', () => {
    expect(confirmed([{ missing: 0, rule: decrease, test: pairedTest(pairs(4, 0.8)) }])).toEqual([true]);
    expect(confirmed([{ missing: 0, rule: decrease, test: pairedTest(pairs(4, 0.95, 0.01)) }])).toEqual([
      false,
    ]);
    expect(confirmed([{ missing: 0, rule: decrease, test: pairedTest(pairs(2, 0.5)) }])).toEqual([false]);
  });
});

describe('a gate of something against itself', () => {
  it('fails in at most 1 of 30, on a machine with 8% noise and eight rules', () => {
    let failures = 0;
    const gates = 600;
    for (let gate = 0; gate < gates; gate++) {
      const isBroken = [3, 5, 8, 12].some((look) => {
        const evidence = Array.from({ length: 8 }, () => ({
          missing: 0,
          rule: decrease,
          test: pairedTest(pairs(look, 1, 0.08)),
        }));
        const suspected = evidence.filter((each) => standingOf(each, 4) === 'suspected');
        return confirmed(
          suspected.map((each) => ({ ...each, test: pairedTest(pairs(4, 1, 0.08)) })),
        ).includes(true);
      });
      if (isBroken) failures++;
    }
    expect(failures / gates).toBeLessThan(1 / 30);
  });

  it('finds a slowdown of 20% behind 5% noise in more than 9 of 10', () => {
    let found = 0;
    const gates = 300;
    for (let gate = 0; gate < gates; gate++) {
      const isFound = [3, 5, 8, 12].some((look) => {
        const suspected =
          standingOf({ missing: 0, rule: decrease, test: pairedTest(pairs(look, 0.8, 0.05)) }, 4) ===
          'suspected';
        return (
          suspected &&
          confirmed([{ missing: 0, rule: decrease, test: pairedTest(pairs(4, 0.8, 0.05)) }])[0] === true
        );
      });
      if (isFound) found++;
    }
    expect(found / gates).toBeGreaterThan(0.9);
  });
});

/**
 * Against a baseline, both sides are in units of a canary with a noise of its own. One sample of the base serves a
 * gate's first trials and its fresh ones, so that they are not independent.
 */
describe('a gate against a baseline', () => {
  const scaled = (count: number, ratio: number): number[] =>
    Array.from({ length: count }, () => ratio * Math.exp(Math.hypot(0.05, 0.03) * stream.normal()));
  const isBroken = (rules: number, ratio: number): boolean => {
    const bases = Array.from({ length: rules }, () => scaled(8, 1));
    const tests = (count: number): RatioTest[] =>
      bases.map((base) => unpairedTest(base, scaled(count, ratio)));
    return [3, 5, 8, 12].some((look) => {
      const fresh = tests(4);
      const suspected = tests(look).flatMap((test, index) =>
        standingOf({ missing: 0, rule: decrease, test }, 4) === 'suspected'
          ? [{ missing: 0, rule: decrease, test: fresh[index] }]
          : [],
      );
      return confirmed(suspected).includes(true);
    });
  };
  const share = (gates: number, rules: number, ratio: number): number =>
    Array.from({ length: gates }, () => isBroken(rules, ratio)).filter(Boolean).length / gates;

  it('fails in at most 1 of 30 where nothing changed, with four rules', () => {
    expect(share(600, 4, 1)).toBeLessThan(1 / 30);
  });

  it('finds a slowdown of 20% in more than 8 of 10', () => {
    expect(share(300, 1, 0.8)).toBeGreaterThan(0.8);
  });
});
