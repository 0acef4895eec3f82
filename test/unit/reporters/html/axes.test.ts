import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  linearScale,
  logDomain,
  logScale,
  logTicks,
  shorten,
  spread,
  tickBytes,
  tickCount,
  tickUs,
} from '../../../../src/reporters/html/charts/axes.js';

describe('ticks', () => {
  it('read short', () => {
    expect([50, 1500, 20_000, 2_500_000].map(tickUs)).toEqual(['50 us', '1.5 ms', '20 ms', '2.5 s']);
    expect([500, 1500, 20_000, 1_500_000].map(tickCount)).toEqual(['500', '1.5k', '20k', '1.5M']);
    expect([0, 200_000, 1_200_000, 70_000_000].map(tickBytes)).toEqual(['0', '200 kB', '1.2 MB', '70 MB']);
  });

  it('of a log axis are as fine as there is room for', () => {
    expect(logTicks([90, 450], 8)).toEqual([90, 100, 150, 200, 300, 400]);
    expect(logTicks([90, 9000], 8)).toEqual([100, 200, 500, 1000, 2000, 5000]);
    expect(logTicks([1, 1e12], 5)).toEqual([1, 1000, 1e6, 1e9, 1e12]);
  });

  it('of a log axis stay within it and within the number asked for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.double({ min: 1.1, max: 1e9, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (low, factor, most) => {
          const ticks = logTicks([low, low * factor], most);
          expect(ticks.length).toBeLessThanOrEqual(most);
          for (const tick of ticks) expect(tick >= low && tick <= low * factor).toBe(true);
        },
      ),
    );
  });
});

describe('logDomain', () => {
  it('holds every positive value, and a flat line', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), { minLength: 1 }), (values) => {
        const [low, high] = logDomain(values);
        for (const value of values) expect(value > low && value < high).toBe(true);
      }),
    );
    expect(logDomain([])).toEqual([1, 10]);
    expect(logDomain([0, -1, Infinity])).toEqual([1, 10]);
  });
});

describe('scales', () => {
  it('go to pixels and back', () => {
    for (const scale of [logScale([10, 1000], [300, 20]), linearScale([0, 50], [300, 20])]) {
      for (const pixel of [20, 111, 300]) expect(scale.toPixel(scale.toValue(pixel))).toBeCloseTo(pixel, 6);
    }
    expect(logScale([10, 1000], [300, 20]).toPixel(100)).toBeCloseTo(160, 6);
  });
});

describe('spread', () => {
  it('moves labels apart within the bounds, and keeps their order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 20, max: 300, noNaN: true }), { maxLength: 12 }), (wanted) => {
        const placed = spread(wanted, 15, [20, 300]);
        const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
        for (const [at, index] of order.entries()) {
          const y = placed[index] ?? 0;
          expect(y).toBeGreaterThanOrEqual(20 - 1e-9);
          expect(y).toBeLessThanOrEqual(300 + 1e-9);
          if (at > 0) expect(y - (placed[order[at - 1] ?? 0] ?? 0)).toBeGreaterThanOrEqual(15 - 1e-9);
        }
      }),
    );
  });

  it('leaves alone what does not overlap', () => {
    expect(spread([100, 50, 200], 15, [0, 300])).toEqual([100, 50, 200]);
  });
});

describe('shorten', () => {
  it('cuts long names and keeps short ones on one line', () => {
    expect(shorten('micro\n4')).toBe('micro 4');
    expect(shorten('x'.repeat(100))).toHaveLength(34);
  });
});
