import type { BreakerSettings } from '../../core/breaker.js';

export type BreakerState = 'closed' | 'half-open' | 'open';

/**
 * Circuit breaker (Nygard, Release It!, 2007): after some failures in a row it opens, and refuses calls at once instead
 * of letting each wait for a server that is not there. After a while it lets one through (half-open): that one decides
 * whether it closes or stays open for as long again.
 *
 * Knows nothing of what is called. Every call that was let through must report how it ended.
 */
export interface Breaker {
  /** @returns milliseconds until the next try where a call is refused; undefined where it may be made */
  refusal(): number | undefined;
  succeeded(): void;
  failed(): void;
  state(): BreakerState;
  /** How often it has opened. */
  opened(): number;
}

/** @param now a clock in milliseconds that only goes forward */
export function createBreaker(
  { failures, openMs }: BreakerSettings,
  now: () => number = () => performance.now(),
): Breaker {
  let state: BreakerState = 'closed';
  let inARow = 0;
  let opened = 0;
  let openedAt = 0;

  return {
    refusal: () => {
      if (state === 'closed') return undefined;
      const restMs = openedAt + openMs - now();
      if (state === 'half-open' || restMs > 0) return Math.max(1, restMs);
      state = 'half-open';
      return undefined;
    },
    succeeded: () => {
      // A call that began before the breaker opened says nothing about the server as it is now.
      if (state === 'open') return;
      state = 'closed';
      inARow = 0;
    },
    failed: () => {
      inARow++;
      if (state === 'open' || (state === 'closed' && inARow < failures)) return;
      state = 'open';
      opened++;
      openedAt = now();
    },
    state: () => state,
    opened: () => opened,
  };
}
