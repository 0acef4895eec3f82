import type { OpenArrivals, OpenLoad } from '../../core/load-plan.js';
import type { RandomStream } from '../../statistics/random.js';

/** @returns the time of the next arrival in microseconds since the start; Infinity from the end on. Ascending. */
export type ArrivalTimes = () => number;

/** Arrivals that follow from the plan and the seed alone; a replay needs its log (`replay-times.ts`). */
export type SeededLoad = Exclude<OpenLoad, { readonly arrivals: 'replay' }>;

/** An endless process; the plan's duration cuts it off. A multiple of the gap does not drift as a sum would. */
function processOf(plan: SeededLoad, random: RandomStream): () => number {
  switch (plan.arrivals) {
    case 'constant':
      return everyArrival((index) => (index * 1e6) / plan.rate);
    case 'burst':
      return everyArrival((index) => (Math.floor(index / plan.burst) * plan.burst * 1e6) / plan.rate);
    case 'ramp':
      return everyArrival(rampTimes(plan, plan.durationMs));
    case 'poisson': {
      let timeUs = 0;
      return () => (timeUs += (random.exponential() * 1e6) / plan.rate);
    }
  }
}

function everyArrival(timeUsOf: (index: number) => number): () => number {
  let index = 0;
  return () => timeUsOf(index++);
}

/**
 * The rate at t is r(t) = from + s t with s = (rate - from) / T, so from t + s t^2 / 2 requests are due before t.
 * Arrival i is where that is i; solved in the form that loses no digits where s is small. NaN beyond the last one of a
 * ramp that falls.
 */
function rampTimes(
  { from, rate }: Extract<OpenArrivals, { readonly arrivals: 'ramp' }>,
  durationMs: number,
): (index: number) => number {
  const slope = (rate - from) / (durationMs / 1000);
  return (index) => (index === 0 ? 0 : (2e6 * index) / (from + Math.sqrt(from * from + 2 * slope * index)));
}

/** The same plan and the same random stream give the same times, whatever is under load (common random numbers). */
export function seededTimes(plan: SeededLoad, random: RandomStream): ArrivalTimes {
  const next = processOf(plan, random);
  const endUs = plan.durationMs * 1000;
  return () => {
    const timeUs = next();
    return timeUs < endUs ? timeUs : Number.POSITIVE_INFINITY;
  };
}
