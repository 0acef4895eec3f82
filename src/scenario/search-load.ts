import { z } from 'zod';
import type { SearchLoad } from '../core/search-load.js';
import { durationMs, share } from './fields.js';
import { LATENCY_LIMITS, writtenLimits } from './latency-limits.js';

const slo = z
  .strictObject({
    ...LATENCY_LIMITS,
    errors: share().default(0.001),
  })
  .transform(({ errors, ...latency }) => ({
    errors,
    latencyUs: writtenLimits(latency),
  }))
  .refine(({ latencyUs }) => Object.keys(latencyUs).length > 0, {
    error: 'expected at least one percentile with a limit, such as p99: 10ms',
  });

/** Reads `{ kind: search, slo: { p99: 10ms, errors: 0.1% } }`. */
export const searchLoad = z
  .strictObject({
    slo,
    from: z.number().positive().default(500),
    least: z.number().positive().default(10),
    most: z.number().positive().default(50_000),
    within: share().default(0.05),
    arrivals: z.enum(['constant', 'poisson']).default('poisson'),
    duration: durationMs().default(1000),
    timeout: durationMs().default(2000),
    maxInFlight: z.int().min(1).default(4096),
  })
  .refine(({ from, least, most }) => least <= from && from <= most, {
    path: ['from'],
    error: 'expected least <= from <= most',
  })
  .refine(({ within }) => within >= 0.005, {
    path: ['within'],
    error: 'expected at least 0.5%: no probe tells rates apart that are nearer',
  })
  .transform((load): Omit<SearchLoad, 'id'> => ({
    kind: 'search',
    slo: load.slo,
    from: load.from,
    least: load.least,
    most: load.most,
    within: 1 + load.within,
    arrivals: load.arrivals,
    probeMs: load.duration,
    timeoutMs: load.timeout,
    maxInFlight: load.maxInFlight,
  }));
