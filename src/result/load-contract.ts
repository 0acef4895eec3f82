import { z } from 'zod';

import {
  answered,
  count,
  interval,
  latency,
  nullableNumber,
  pingLatency,
  requests,
  share,
  validity,
} from './figures-contract.js';
import { repeat } from './repeat-contract.js';
import { search } from './search-contract.js';
import { timeSplit } from './time-split-contract.js';

/** Why a percentile is null, or is not to be taken for the server's. */
const percentileNote = z.object({
  percentile: z.enum(['p50', 'p90', 'p95', 'p99', 'p999']),
  /** `serviceTimeUs` has as many samples as `latencyUs`, so it is null for the same reason. */
  figure: z.enum(['latencyUs', 'answered.latencyUs']),
  code: z.enum(['too-few-samples', 'generator-limited']),
  reason: z.string(),
});

const sources = z.object({
  model: count,
  table: count,
  'back-off': count,
  cache: count,
  default: count,
  miss: count,
});

export const load = z.object({
  kind: z.enum(['closed', 'open']),
  /** Completed requests and timeouts; open loop: from the intended send time. */
  latencyUs: latency,
  /** From the actual send. */
  serviceTimeUs: latency,
  /** Completed within the planned duration, so without the drain of an open loop. */
  throughputRps: z.number(),
  requests,
  answered,
  /** Absent where the application is not ours, or too few requests were traced. */
  timeSplitUs: timeSplit.optional(),
  sources,
  /** Only where more than one source answered: the share of each, and its latency as in `latencyUs`. */
  bySource: z.record(z.string(), z.object({ requests: count, share, latencyUs: latency })).optional(),
  pingUs: pingLatency,
  /** Of the pings: sent, and without an answer. */
  pings: z.object({ sent: count, errors: count, timeouts: count }).nullable(),
  repeats: z.array(repeat),
  validity,
  errorSamples: z.array(z.string()),
  /** Over the valid repeats, of answered requests (of all where none is answered): how far the figures can be trusted. */
  ci95: z.object({ throughputRps: interval, p50Us: interval, p95Us: interval, p99Us: interval }).optional(),
  search: search.optional(),
  /**
   * Open loops: real predictions per second whose response time is within the latency objective of the highest stated
   * percentile; null without one. Of all requests due in the planned duration, so the drain counts.
   */
  goodputRps: nullableNumber.optional(),
  notes: z.array(percentileNote).optional(),
  /**
   * The latency distribution as [quantile from 0 to 1, microseconds], by quantile: of answered requests, or of all
   * where none was answered (the floor). No quantile that the sample is too small for.
   */
  percentileCurve: z.array(z.tuple([share, z.number()])).optional(),
});

export type LoadSummary = z.infer<typeof load>;
export type PercentileNote = z.infer<typeof percentileNote>;
