import { z } from 'zod';

import { count, interval, nullableNumber, share } from './figures-contract.js';

/** One rate of a capacity search. */
const probe = z.object({
  block: count,
  /** Requests per second. */
  rate: z.number(),
  durationMs: z.number(),
  met: z.boolean(),
  /** Why the objective was not met. */
  missed: z.array(z.string()),
  p50Us: nullableNumber,
  p99Us: nullableNumber,
  cpuUsPerRequest: nullableNumber,
});

/** A load of kind `search`: the other figures of the load are those of its probe at the capacity. */
export const search = z.object({
  /** Highest rate that met the objective, median over repeats; 0 where none did. */
  capacityRps: z.number(),
  ci95: interval,
  bound: z.enum(['found', 'at-least', 'none']),
  /** Rate at the knee of the curve rate -> p99; null where it does not bend. */
  kneeRps: nullableNumber,
  /** The objective: percentile -> microseconds, and the most errors as a share. */
  slo: z.object({ latencyUs: z.record(z.string(), z.number()), errors: share }),
  /** Every probe of every repeat, by rate. */
  curve: z.array(probe),
});
