import { z } from 'zod';

/* What a load and each of its repeats are told in. */

export const count = z.int().min(0);
export const share = z.number().min(0).max(1);
export const nullableNumber = z.number().nullable();

/** Microseconds; a percentile that the sample is too small for is null. */
export const latency = z.object({
  min: nullableNumber,
  mean: nullableNumber,
  p50: nullableNumber,
  p90: nullableNumber,
  p95: nullableNumber,
  p99: nullableNumber,
  p999: nullableNumber,
  max: nullableNumber,
});

/** 95% interval of a figure over repeats, in its unit; null where there are too few. */
export const interval = z.tuple([z.number(), z.number()]).nullable();

export const validity = z.object({
  valid: z.boolean(),
  reasons: z.array(z.string()),
  /** What limits a figure of a valid trial, such as throughput that is only a lower bound. */
  warnings: z.array(z.string()).optional(),
});

/** `sent` is the sum of completed, errors, timeouts and what was in flight; `dropped` were never sent. */
export const requests = z.object({
  sent: count,
  completed: count,
  errors: count,
  timeouts: count,
  dropped: count,
  /** Neither answered nor late when the trial ended: at most one a connection of a closed loop. */
  inFlight: count.optional(),
});

/** Only requests with a real prediction (sources model, table, cache). */
export const answered = z.object({ throughputRps: z.number(), latencyUs: latency });

/**
 * Microseconds that `/app/ping`, a route without a model, took from its intended send while the load ran: what the
 * model costs the rest of the application, beside what it costs on the floor. Timeouts count, errors do not. Null where
 * nothing may be pinged (`external`).
 */
export const pingLatency = latency.nullable();
