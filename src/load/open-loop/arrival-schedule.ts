import type { OpenLoad } from '../../core/load-plan.js';
import type { RandomStream } from '../../statistics/random.js';
import type { RequestStream } from '../request-reader.js';
import { seededTimes, type ArrivalTimes } from './arrivals.js';
import { readReplayTimes, timesOf } from './replay-times.js';

/** Requests that are due within so long need a connection each, where a server answers within it (Little's law). */
const BUCKET_US = 20_000;

/** What is known of the arrivals of one trial before it starts. */
export interface ArrivalCounts {
  readonly scheduled: number;
  /** Due in the first and in the second half of the duration. */
  readonly halves: readonly [number, number];
  /** Most arrivals that are due at the same time. */
  readonly largestGroup: number;
  /** Most arrivals within 20 ms. */
  readonly busiest: number;
}

/** The arrivals of one trial. */
export interface ArrivalSchedule extends ArrivalCounts {
  /** The times from the first on; each call starts over. */
  readonly times: () => ArrivalTimes;
}

/** Counts in a dry run of some 20 ns an arrival, so that no list of them is held. */
export function countArrivals(next: ArrivalTimes, durationMs: number): ArrivalCounts {
  const middleUs = durationMs * 500;
  const halves: [number, number] = [0, 0];
  let [previousUs, group, largestGroup] = [Number.NaN, 0, 0];
  let [bucket, inBucket, busiest] = [0, 0, 0];
  for (let timeUs = next(); timeUs !== Number.POSITIVE_INFINITY; timeUs = next()) {
    halves[timeUs < middleUs ? 0 : 1]++;
    group = timeUs === previousUs ? group + 1 : 1;
    previousUs = timeUs;
    if (group > largestGroup) largestGroup = group;
    const itsBucket = Math.floor(timeUs / BUCKET_US);
    inBucket = itsBucket === bucket ? inBucket + 1 : 1;
    bucket = itsBucket;
    if (inBucket > busiest) busiest = inBucket;
  }
  return { scheduled: halves[0] + halves[1], halves, largestGroup, busiest };
}

/**
 * @param from index of the trial's first request in the replayed stream.
 * @param random opens the random stream of the schedule: the same for every mode.
 * @throws UserError where a replay has no time stamps to go by.
 */
export async function planArrivals(
  plan: OpenLoad,
  stream: RequestStream,
  from: number,
  random: () => RandomStream,
  signal: AbortSignal,
): Promise<ArrivalSchedule> {
  let times: () => ArrivalTimes;
  if (plan.arrivals === 'replay') {
    const dueUs = await readReplayTimes(plan, stream, from, signal);
    times = () => timesOf(dueUs);
  } else {
    times = () => seededTimes(plan, random());
  }
  return { ...countArrivals(times(), plan.durationMs), times };
}
