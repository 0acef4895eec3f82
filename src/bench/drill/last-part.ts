const LAST_US = 500_000;
const LEAST_REQUESTS = 4;

/** How a load ends. */
export interface LoadEnd {
  readonly durationUs: number;
  /** Requests per second. */
  readonly rate: number;
}

/**
 * Where the last part of a load begins, in which it is looked at whether something is over: half a second, or as long as
 * four requests take, but no more than half of the time since it began.
 *
 * @param fromUs when it began; microseconds since the start of the load, as the result
 */
export function lastPartUs(fromUs: number, { durationUs, rate }: LoadEnd): number {
  const lengthUs = Math.max(LAST_US, (LEAST_REQUESTS * 1e6) / rate);
  return durationUs - Math.min(lengthUs, (durationUs - fromUs) / 2);
}
