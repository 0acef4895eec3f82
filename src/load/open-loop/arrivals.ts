import type { Arrivals, OpenLoad } from '../../core/load-plan.js';
import type { RandomStream } from '../../statistics/random.js';

/** @returns the time of the next arrival in microseconds since the start; Infinity from the end on. Ascending. */
export type ArrivalTimes = () => number;

type ArrivalProcess = (plan: OpenLoad, random: RandomStream) => () => number;

/** Endless processes; the plan's duration cuts them off. A multiple of the gap does not drift as a sum of gaps would. */
const PROCESSES = {
  constant: ({ rate }) => {
    let index = 0;
    return () => (index++ * 1e6) / rate;
  },
  poisson: ({ rate }, random) => {
    let timeUs = 0;
    return () => (timeUs += (random.exponential() * 1e6) / rate);
  },
} as const satisfies Record<Arrivals, ArrivalProcess>;

/** The same plan and the same random stream give the same times, whatever is under load (common random numbers). */
export function arrivalTimes(plan: OpenLoad, random: RandomStream): ArrivalTimes {
  const next = PROCESSES[plan.arrivals](plan, random);
  const endUs = plan.durationMs * 1000;
  return () => {
    const timeUs = next();
    return timeUs < endUs ? timeUs : Number.POSITIVE_INFINITY;
  };
}

/** @returns how many arrivals a plan has: a dry run of some 20 ns each, so that no list of them is ever held. */
export function countArrivals(plan: OpenLoad, random: RandomStream): number {
  const next = arrivalTimes(plan, random);
  let count = 0;
  while (next() !== Number.POSITIVE_INFINITY) count++;
  return count;
}
