import { z } from 'zod';

const count = z.int().min(0);
const nullable = z.number().nullable();

/** Microseconds from the intended send, of answered requests; a percentile that the sample is too small for is null. */
const latency = z.object({ p50: nullable, p99: nullable, max: nullable });

/** What a caller got, and how long it took to get it. */
const got = z.object({
  /** `200 model`, `404 miss`, `502 BACKEND_FAILED`, `ECONNREFUSED`, `no answer in time`. */
  what: z.string(),
  outcome: z.string(),
  requests: count,
  latencyUs: latency,
});

/** Requests that ended in a stretch of time. */
export const period = z.object({
  /** Answers and known misses. */
  answered: count,
  /** Errors, what was refused, timeouts. */
  failed: count,
  timeouts: count,
  /** 503 with Retry-After; a part of the failed ones. */
  shed: count,
  /** Answered, but beyond the limit. */
  slow: count,
  latencyUs: latency,
  got: z.array(got),
});

export const pings = z.object({
  sent: count,
  failed: count,
  latencyUs: latency,
});

/**
 * What became of the requests over time, in columns: element i is of the requests that ended (never sent: were due)
 * between `fromMs + i * stepMs` and a step later, in milliseconds since the event. Only whole steps.
 */
export const series = z.object({
  stepMs: z.number().positive(),
  fromMs: z.number(),
  /** Those that were slow are in it. */
  answered: z.array(count),
  slow: z.array(count),
  failed: z.array(count),
  neverSent: z.array(count),
  /** Of answered requests; null where there was none. */
  medianUs: z.array(nullable),
  maxUs: z.array(nullable),
});

export type DrillPeriod = z.infer<typeof period>;
export type DrillSeries = z.infer<typeof series>;
