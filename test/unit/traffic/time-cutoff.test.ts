import fc from 'fast-check';
import { expect, test } from 'vitest';

import { timeCutoff } from '../../../src/traffic/time-cutoff.js';

test('is the count-th smallest timestamp, and moves none', () => {
  const time = fc.oneof(
    fc.integer({ min: 0, max: 20 }),
    fc.double({ noNaN: true, min: -1e15, max: 1e15 }).map((value) => value + 0),
    fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }),
  );
  fc.assert(
    fc.property(fc.array(time, { minLength: 1 }), fc.nat(), (times, pick) => {
      const timestamps = Float64Array.from(times);
      const count = 1 + (pick % times.length);
      const sorted = [...times].sort((a, b) => a - b);
      expect(timeCutoff(timestamps, count)).toBe(sorted[count - 1]);
      expect([...timestamps]).toEqual(times);
    }),
  );
});
