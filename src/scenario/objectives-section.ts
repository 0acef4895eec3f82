import { z } from 'zod';
import type { Objectives } from '../core/scenario.js';
import { check } from './check.js';
import { share } from './fields.js';
import { LATENCY_LIMITS, writtenLimits } from './latency-limits.js';
import type { Report } from './mistakes.js';

const OBJECTIVES = z
  .strictObject({
    ...LATENCY_LIMITS,
    errors: share().exactOptional(),
    throughput: z.number().positive().exactOptional(),
    coverage: share().exactOptional(),
  })
  .transform(({ errors, throughput, coverage, ...latency }): Objectives => {
    return {
      latencyUs: writtenLimits(latency),
      ...(errors === undefined ? {} : { errors }),
      ...(throughput === undefined ? {} : { throughputRps: throughput }),
      ...(coverage === undefined ? {} : { coverage }),
    };
  });

/** Reads `objectives:`; without any, every mode meets them. */
export function readObjectives(raw: unknown, report: Report): Objectives | undefined {
  return check(OBJECTIVES, raw ?? {}, ['objectives'], report);
}
