import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';

import { TIME_PARTS } from '../../../src/core/time-split.js';
import { RequestSpan } from '../../../src/serving/request-span.js';

afterEach(() => vi.restoreAllMocks());

/** A clock that stands still until it is moved. */
function stopClock(): (us: number) => void {
  let nowMs = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  return (us) => {
    nowMs += us / 1000;
  };
}

describe('the stopwatch of a request', () => {
  test('gives each lap what has passed, but for what others told of it', () => {
    const pass = stopClock();
    const span = new RequestSpan();
    pass(3);
    span.lap('parse');
    pass(2);
    span.lap('encode');
    span.add('queue', 10);
    span.add('modelRun', 30);
    pass(41.5);
    span.lap('other');
    pass(4);
    span.lap('serialise');
    const { parse, encode, queue, modelRun, other, serialise, transport } = span.us;
    expect([queue, modelRun, transport]).toEqual([10, 30, 0]);
    for (const [part, us] of [
      [parse, 3],
      [encode, 2],
      [other, 1.5],
      [serialise, 4],
    ] as const) {
      expect(part).toBeCloseTo(us, 6);
    }
  });

  test('parts add up to the time between the start and the last lap', () => {
    const step = fc.record({
      part: fc.constantFrom(...TIME_PARTS),
      us: fc.float({ min: 0, max: 1000, noNaN: true }),
      isLap: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const pass = stopClock();
        const span = new RequestSpan();
        let passed = 0;
        for (const { part, us, isLap } of steps) {
          if (isLap) {
            pass(us);
            passed += us;
            span.lap(part);
          } else {
            span.add(part, us);
          }
        }
        span.lap('other');
        const sum = Object.values(span.us).reduce((total, us) => total + us, 0);
        expect(sum).toBeCloseTo(passed, 4);
      }),
    );
  });
});
