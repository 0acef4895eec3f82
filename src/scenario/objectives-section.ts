import { z } from 'zod';
import type { Objectives } from '../core/scenario.js';
import { check } from './check.js';
import { durationUs, share } from './fields.js';
import type { Report } from './mistakes.js';

const percentile = durationUs().optional();

const OBJECTIVES = z
  .strictObject({
    p50: percentile,
    p90: percentile,
    p95: percentile,
    p99: percentile,
    p999: percentile,
    errors: share().exactOptional(),
    throughput: z.number().positive().exactOptional(),
    coverage: share().exactOptional(),
  })
  .transform(({ errors, throughput, coverage, ...latency }): Objectives => {
    const limits = Object.entries(latency).filter(
      (limit): limit is [string, number] => limit[1] !== undefined,
    );
    return {
      latencyUs: Object.fromEntries(limits),
      ...(errors === undefined ? {} : { errors }),
      ...(throughput === undefined ? {} : { throughputRps: throughput }),
      ...(coverage === undefined ? {} : { coverage }),
    };
  });

/** Reads `objectives:`; without any, every mode meets them. */
export function readObjectives(raw: unknown, report: Report): Objectives | undefined {
  return check(OBJECTIVES, raw ?? {}, ['objectives'], report);
}
