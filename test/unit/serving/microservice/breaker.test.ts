import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createBreaker } from '../../../../src/serving/microservice/breaker.js';

function breakerAt(failures: number, openMs: number) {
  const clock = { ms: 0 };
  return { clock, breaker: createBreaker({ failures, openMs }, () => clock.ms) };
}

describe('circuit breaker', () => {
  it('opens after failures in a row, and only then', () => {
    const { breaker } = breakerAt(3, 1000);
    breaker.failed();
    breaker.failed();
    breaker.succeeded();
    breaker.failed();
    breaker.failed();
    expect(breaker.refusal()).toBeUndefined();
    breaker.failed();
    expect(breaker.state()).toBe('open');
    expect(breaker.refusal()).toBe(1000);
  });

  it('lets one call through after its time, and closes where that succeeds', () => {
    const { breaker, clock } = breakerAt(1, 1000);
    breaker.failed();
    clock.ms = 999;
    expect(breaker.refusal()).toBe(1);
    clock.ms = 1000;
    expect(breaker.refusal()).toBeUndefined();
    expect(breaker.state()).toBe('half-open');
    expect(breaker.refusal()).toBeGreaterThan(0);
    breaker.succeeded();
    expect(breaker.state()).toBe('closed');
    expect(breaker.refusal()).toBeUndefined();
    expect(breaker.opened()).toBe(1);
  });

  it('stays open as long again where the one call fails', () => {
    const { breaker, clock } = breakerAt(5, 1000);
    for (let call = 0; call < 5; call++) breaker.failed();
    clock.ms = 1500;
    expect(breaker.refusal()).toBeUndefined();
    breaker.failed();
    expect(breaker.refusal()).toBe(1000);
    expect(breaker.opened()).toBe(2);
  });

  it('is not closed by a call that began before it opened', () => {
    const { breaker } = breakerAt(1, 1000);
    breaker.failed();
    breaker.succeeded();
    expect(breaker.state()).toBe('open');
  });

  it('whatever happens: never open before enough failures, and always willing to try again later', () => {
    const step = fc.oneof(
      fc.constant('call' as const),
      fc.constant('succeeded' as const),
      fc.constant('failed' as const),
      fc.integer({ min: 1, max: 3000 }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 60 }), (failures, steps) => {
        const { breaker, clock } = breakerAt(failures, 1000);
        let failed = 0;
        for (const what of steps) {
          if (typeof what === 'number') clock.ms += what;
          else if (what === 'call') breaker.refusal();
          else breaker[what]();
          if (what === 'failed') failed++;
          if (failed < failures) expect(breaker.state()).toBe('closed');
        }
        // Whoever was let through reports, and after its time the next one is let through.
        if (breaker.state() === 'half-open') breaker.failed();
        clock.ms += 1000;
        expect(breaker.refusal()).toBeUndefined();
        breaker.succeeded();
        expect(breaker.state()).toBe('closed');
      }),
    );
  });
});
