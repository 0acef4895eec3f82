import { z } from 'zod';

import { DEFAULT_BREAKER, type BreakerSettings } from '../../core/breaker.js';

const settings = z.strictObject({
  failures: z.int().min(1).default(DEFAULT_BREAKER.failures),
  openMs: z.int().min(1).default(DEFAULT_BREAKER.openMs),
});

/** The option `breaker` of modes that call servers: `false` never refuses a call. */
export const breakerOption = z
  .union([z.literal(false), settings], {
    error: 'expected false, or settings such as { failures: 5, openMs: 1000 }',
  })
  .default(DEFAULT_BREAKER)
  .transform((option): BreakerSettings | null => (option === false ? null : option));
