import { durationUs } from './fields.js';

const limit = durationUs().optional();

/** Fields of a schema that limits percentiles of a latency: `p99: 10ms`. */
export const LATENCY_LIMITS = { p50: limit, p90: limit, p95: limit, p99: limit, p999: limit };

/** @returns percentile -> microseconds, of those that were written. */
export function writtenLimits(
  limits: Readonly<Record<string, number | undefined>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(limits).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}
