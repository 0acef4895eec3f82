import { describe, expect, it } from 'vitest';

import { overloadDrill } from '../../../../src/bench/drill/drills/overload.js';
import { killDrill } from '../../../../src/bench/drill/drills/kill.js';
import { eventTime } from '../../../../src/bench/drill/event-time.js';

describe('the time of an event', () => {
  const order = { durationMs: 12_000 };

  it('of a change of the rate is the one of its schedule, however late it is noticed', () => {
    expect(eventTime(overloadDrill, order, 100_000, 103_150)).toEqual({ atMs: 103_000, us: 3_000_000 });
  });

  it('of anything else is when it was caused, so that no failure of it comes before', () => {
    expect(eventTime(killDrill, order, 100_000, 103_150)).toEqual({ atMs: 103_150, us: 3_149_000 });
  });
});
