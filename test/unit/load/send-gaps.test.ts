import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { SendGaps } from '../../../src/load/open-loop/send-gaps.js';
import { mean, standardDeviation } from '../../../src/statistics/describe.js';
import { randomStream } from '../../../src/statistics/random.js';

function variationOf(gaps: readonly number[]): number | null {
  const sends = new SendGaps();
  let us = 1e9;
  sends.sent(us);
  for (const gap of gaps) sends.sent((us += gap));
  return sends.variation;
}

describe('the gaps between sends', () => {
  test('vary as two passes over them say', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 2 }), (gaps) => {
        expect(variationOf(gaps)).toBeCloseTo(standardDeviation(gaps) / mean(gaps), 6);
      }),
    );
  });

  test('vary by 1 where they are exponential, and by 0 where they are equal', () => {
    const random = randomStream(1, 'gaps');
    expect(variationOf(Array.from({ length: 20_000 }, () => random.exponential() * 200))).toBeCloseTo(1, 1);
    expect(variationOf([200, 200, 200])).toBe(0);
  });

  test('of one send or two have no variation', () => {
    expect(variationOf([])).toBeNull();
    expect(variationOf([5])).toBeNull();
    expect(variationOf([0, 0])).toBeNull();
  });
});
