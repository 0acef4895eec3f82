import { z } from 'zod';

import { count } from './figures-contract.js';

export const comparison = z.object({
  metric: z.string(),
  load: z.string().nullable(),
  mode: z.string(),
  against: z.string(),
  /** Value of `mode` divided by the value of `against`. */
  ratio: z.number(),
  ci95: z.tuple([z.number(), z.number()]).nullable(),
  verdict: z.enum(['lower', 'higher', 'same', 'inconclusive']),
  /** Why it is inconclusive whatever its interval says: a figure is only a lower bound, or the load process limits it. */
  limitedBy: z.enum(['lower-bound', 'generator']).optional(),
  pairs: count,
  method: z.enum(['signed-rank', 'paired-t', 'none']),
  /** How many repeats in all would settle an inconclusive one; null where it cannot be told. */
  repeatsToSettle: count.nullable(),
});

export type Comparison = z.infer<typeof comparison>;
