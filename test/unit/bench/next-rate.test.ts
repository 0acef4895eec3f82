import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { bracketOf, nextRate, type TriedRate } from '../../../src/bench/next-rate.js';

const BOUNDS = { from: 500, least: 10, most: 50_000, within: 1.05 };

/** Searches a server of known capacity. */
function search(capacity: number, bounds = BOUNDS): TriedRate[] {
  const tried: TriedRate[] = [];
  for (let rate = nextRate(tried, bounds); rate !== undefined; rate = nextRate(tried, bounds)) {
    tried.push({ rate, met: rate <= capacity });
    if (tried.length > 100) throw new Error(`endless: ${JSON.stringify(tried)}`);
  }
  return tried;
}

describe('nextRate', () => {
  it('doubles until a rate fails, then halves the bracket geometrically', () => {
    expect(search(1500).map(({ rate }) => rate)).toEqual([500, 1000, 2000, 1414, 1682, 1542, 1477]);
  });

  it('halves where already the first rate fails', () => {
    expect(
      search(100)
        .map(({ rate }) => rate)
        .slice(0, 5),
    ).toEqual([500, 250, 125, 62.5, 88.39]);
  });

  it('ends at its bounds', () => {
    expect(search(1e9).at(-1)).toEqual({ rate: 50_000, met: true });
    expect(search(0).at(-1)).toEqual({ rate: 10, met: false });
  });

  it('finds any capacity within the factor that was asked for, in few probes', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 10, max: 50_000, noNaN: true }),
        fc.double({ min: 1.01, max: 2, noNaN: true }),
        (capacity, within) => {
          const tried = search(capacity, { ...BOUNDS, within });
          const { held = 0, failed = Infinity } = bracketOf(tried);
          expect(held).toBeLessThanOrEqual(capacity);
          if (failed !== Infinity) expect(failed / held).toBeLessThanOrEqual(within * 1.001);
          else expect(held).toBe(50_000);
          expect(tried.length).toBeLessThan(20);
        },
      ),
    );
  });
});

describe('bracketOf', () => {
  it('ignores a failure below a rate that held later', () => {
    const tried = [
      { rate: 100, met: false },
      { rate: 200, met: true },
      { rate: 400, met: false },
    ];
    expect(bracketOf(tried)).toEqual({ held: 200, failed: 400 });
    expect(bracketOf([])).toEqual({ held: undefined, failed: undefined });
  });
});
