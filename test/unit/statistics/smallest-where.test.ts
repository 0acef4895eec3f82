import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestWhere } from '../../../src/statistics/smallest-where.js';

describe('smallestWhere', () => {
  it('finds the first number that holds, or the upper end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 50 }),
        fc.nat(100),
        fc.integer({ min: -60, max: 160 }),
        (low, span, first) => {
          const found = smallestWhere(low, low + span, (candidate) => candidate >= first);
          expect(found).toBe(Math.min(low + span, Math.max(low, first)));
        },
      ),
    );
  });
});
