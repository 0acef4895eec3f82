import type { ArrivalTimes } from './arrivals.js';

/** A stretch of a load with equal gaps between its requests. */
export interface Stage {
  readonly durationMs: number;
  /** Requests per second. */
  readonly rate: number;
}

/** @returns the arrivals of one stage after the other; each begins with a request. */
export function stagedTimes(stages: readonly Stage[]): ArrivalTimes {
  let stage = 0;
  let index = 0;
  let startUs = 0;
  return () => {
    for (let current = stages[stage]; current; current = stages[++stage]) {
      const offsetUs = (index * 1e6) / current.rate;
      const lengthUs = current.durationMs * 1000;
      if (offsetUs < lengthUs) {
        index++;
        return startUs + offsetUs;
      }
      startUs += lengthUs;
      index = 0;
    }
    return Number.POSITIVE_INFINITY;
  };
}
