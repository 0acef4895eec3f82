import type { OpenArrivals } from '../../core/load-plan.js';
import { UserError } from '../../core/errors.js';
import { abortedError } from '../aborted.js';
import type { RequestStream } from '../request-reader.js';
import type { ArrivalTimes } from './arrivals.js';

/** 64 MB of times: ten minutes at 13,000 requests a second. */
const MOST_ARRIVALS = 8_000_000;

export type ReplayPlan = Extract<OpenArrivals, { readonly arrivals: 'replay' }> & {
  readonly durationMs: number;
};

/**
 * Reads when the requests from `from` on are due, in microseconds since the first of them: their time stamps, the gaps
 * divided by the speed. A request with an earlier time stamp than one before it is due together with that one, because
 * requests keep the order of the log. At the end of the log it starts over, after a gap as long as the mean so far.
 *
 * Only numbers are held, 8 bytes an arrival of this trial; bodies pass through the request window.
 *
 * @throws UserError REPLAY_WITHOUT_TIMESTAMPS, REPLAY_WITHOUT_TIME, REPLAY_TOO_DENSE.
 */
export async function readReplayTimes(
  { speed, durationMs }: ReplayPlan,
  stream: RequestStream,
  from: number,
  signal: AbortSignal,
): Promise<Float64Array> {
  const endUs = durationMs * 1000;
  let dueUs = new Float64Array(1024);
  let count = 0;
  let timeUs = 0;
  for (let start = from % stream.replayLength; ; start = 0) {
    const startUs = timeUs;
    let latestMs: number | undefined;
    for await (const batch of stream.replay(start)) {
      if (signal.aborted) throw abortedError();
      for (const { timestampMs } of batch) {
        if (timestampMs === undefined) throw withoutTimestamps();
        if (latestMs !== undefined) timeUs += (Math.max(0, timestampMs - latestMs) * 1000) / speed;
        else if (count > 1) timeUs += timeUs / (count - 1);
        latestMs = Math.max(timestampMs, latestMs ?? timestampMs);
        if (timeUs >= endUs) return dueUs.subarray(0, count);
        if (count === MOST_ARRIVALS) throw tooDense(durationMs);
        if (count === dueUs.length) dueUs = doubled(dueUs);
        dueUs[count++] = timeUs;
      }
    }
    if (start === 0 && timeUs === startUs) throw withoutTime();
  }
}

/** @returns the times in order, then Infinity. */
export function timesOf(dueUs: Float64Array): ArrivalTimes {
  let index = 0;
  return () => dueUs[index++] ?? Number.POSITIVE_INFINITY;
}

function doubled(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}

function withoutTimestamps(): UserError {
  return new UserError(
    'REPLAY_WITHOUT_TIMESTAMPS',
    'arrivals: replay needs the time of each request, and the traffic carries none',
    'name the field of the log that holds it in traffic.timestamp, or use arrivals: poisson with a rate',
  );
}

function withoutTime(): UserError {
  return new UserError(
    'REPLAY_WITHOUT_TIME',
    'arrivals: replay needs time to pass in the log, and every request has the same time stamp',
    'name a field with finer time stamps in traffic.timestamp, or use arrivals: poisson with a rate',
  );
}

function tooDense(durationMs: number): UserError {
  return new UserError(
    'REPLAY_TOO_DENSE',
    `arrivals: replay has more than ${MOST_ARRIVALS / 1e6} million requests due within ${durationMs / 1000} s`,
    'lower speed or duration of the load',
  );
}
