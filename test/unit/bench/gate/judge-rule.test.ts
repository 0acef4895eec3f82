import { describe, expect, it } from 'vitest';

import { confirmed, standingOf } from '../../../../src/bench/gate/judge-rule.js';
import type { GateLimit, GateRule } from '../../../../src/core/gate.js';
import type { Pair } from '../../../../src/statistics/log-ratios.js';
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
    expect(standingOf({ rule: decrease, pairs: pairs(8, 1) }, 4)).toBe('holds');
    expect(standingOf({ rule: decrease, pairs: pairs(8, 1.3) }, 4)).toBe('holds');
    expect(standingOf({ rule: decrease, pairs: pairs(5, 0.8) }, 4)).toBe('suspected');
    expect(standingOf({ rule: increase, pairs: pairs(5, 1.3) }, 4)).toBe('suspected');
    expect(standingOf({ rule: increase, pairs: pairs(8, 0.8) }, 4)).toBe('holds');
  });

  it('is open where the change is real but within the limit, or nothing is known', () => {
    expect(standingOf({ rule: decrease, pairs: pairs(5, 0.905, 0.01) }, 4)).toBe('open');
    expect(standingOf({ rule: decrease, pairs: pairs(3, 1, 0.3) }, 4)).toBe('open');
    expect(standingOf({ rule: decrease, pairs: pairs(2, 0.5) }, 4)).toBe('open');
    expect(standingOf({ rule: decrease, pairs: [] }, 4)).toBe('open');
  });

  it('holds the head against an absolute bound', () => {
    const least = rule({ kind: 'absolute', bound: 'least', value: 900 });
    const against = (ratio: number): Pair[] => pairs(8, ratio).map(({ other }) => ({ base: 900, other }));
    expect(standingOf({ rule: least, pairs: against(1) }, 4)).toBe('holds');
    expect(standingOf({ rule: least, pairs: against(0.8) }, 4)).toBe('suspected');
  });
});

describe('confirmed', () => {
  it('wants fresh trials to show the same', () => {
    expect(confirmed([{ rule: decrease, pairs: pairs(4, 0.8) }])).toEqual([true]);
    expect(confirmed([{ rule: decrease, pairs: pairs(4, 0.95, 0.01) }])).toEqual([false]);
    expect(confirmed([{ rule: decrease, pairs: pairs(2, 0.5) }])).toEqual([false]);
  });
});

describe('a gate of something against itself', () => {
  it('fails in at most 1 of 30, on a machine with 8% noise and eight rules', () => {
    let failures = 0;
    const gates = 600;
    for (let gate = 0; gate < gates; gate++) {
      const isBroken = [3, 5, 8, 12].some((look) => {
        const evidence = Array.from({ length: 8 }, () => ({ rule: decrease, pairs: pairs(look, 1, 0.08) }));
        const suspected = evidence.filter((each) => standingOf(each, 4) === 'suspected');
        return confirmed(suspected.map((each) => ({ ...each, pairs: pairs(4, 1, 0.08) }))).includes(true);
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
        const suspected = standingOf({ rule: decrease, pairs: pairs(look, 0.8, 0.05) }, 4) === 'suspected';
        return suspected && confirmed([{ rule: decrease, pairs: pairs(4, 0.8, 0.05) }])[0] === true;
      });
      if (isFound) found++;
    }
    expect(found / gates).toBeGreaterThan(0.9);
  });
});
