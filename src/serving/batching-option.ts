import { z } from 'zod';

import { DEFAULT_BATCHING, type Batching } from '../core/batching.js';

const { maxBatch, maxDelayUs, maxQueue, deadlineMs } = DEFAULT_BATCHING;

const settings = z.strictObject({
  maxBatch: z.int().min(2).max(65_536).default(maxBatch),
  maxDelayUs: z.number().min(0).max(1_000_000).default(maxDelayUs),
  maxQueue: z.int().min(1).default(maxQueue),
  deadlineMs: z.number().positive().default(deadlineMs),
});

/** The option `batching` of modes that run a model: `false` runs every request by itself. */
export const batchingOption = z
  .union([z.literal(false), settings], {
    error: 'expected false, or settings such as { maxBatch: 64, maxDelayUs: 0 }',
  })
  .default(DEFAULT_BATCHING)
  .transform((option): Batching | null => (option === false ? null : option));
