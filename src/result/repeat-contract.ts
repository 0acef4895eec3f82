import { z } from 'zod';

import {
  answered,
  count,
  latency,
  nullableNumber,
  pingLatency,
  requests,
  validity,
} from './figures-contract.js';

/** Second by second, in columns: element s is of second s of the trial, its drain included. */
const series = z.object({
  /** By the second in which they ended. */
  completed: z.array(count),
  errors: z.array(count),
  timeouts: z.array(count),
  /** By the second in which they were due. */
  dropped: z.array(count),
  /** Microseconds, of the requests that were due (open loop) or sent (closed loop) in that second. */
  p50Us: z.array(nullableNumber),
  p99Us: z.array(nullableNumber),
  /** Microseconds, of the application; null where no process of ours could be asked. */
  eventLoopDelayP99Us: z.array(nullableNumber).nullable(),
  eventLoopDelayMaxUs: z.array(nullableNumber).nullable(),
});

/** The load process itself. */
const generator = z.object({
  /** CPU time / wall time: 1 is one core. An open loop spins on purpose. */
  cpuShare: z.number().min(0),
  /** Microseconds. */
  eventLoopDelayP99Us: z.number(),
  eventLoopDelayMaxUs: z.number(),
  /** Actual minus intended send, microseconds; null in a closed loop. */
  latenessUs: latency.nullable(),
  /** Standard deviation / mean of the gaps between actual sends: 1 for Poisson, 0 for constant arrivals. */
  sendGapVariation: nullableNumber.optional(),
});

/** One trial. */
export const repeat = z.object({
  block: count,
  order: count,
  attempt: z.int().min(1),
  /** Why the first attempt was repeated. */
  discarded: z.array(z.string()).optional(),
  latencyUs: latency,
  serviceTimeUs: latency,
  throughputRps: z.number(),
  answered,
  requests,
  pingUs: pingLatency,
  cpuUsPerRequest: nullableNumber,
  anonBytes: nullableNumber,
  rssBytes: nullableNumber,
  /** Of a capacity search. */
  capacityRps: z.number().optional(),
  validity,
  /** As of the load; of this trial alone. */
  goodputRps: nullableNumber.optional(),
  series: series.optional(),
  generator: generator.optional(),
});

export type RepeatSummary = z.infer<typeof repeat>;
