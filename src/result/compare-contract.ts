import { z } from 'zod';

import { count, interval } from './figures-contract.js';

export const COMPARE_VERSION = 1;

const side = z.object({
  id: z.string(),
  startedAt: z.string(),
  scenario: z.string(),
  repeats: count,
  model: z.object({ name: z.string(), sha256: z.string() }),
  gitCommit: z.string().nullable(),
});

/** What `compare` prints: two runs, metric by metric. */
export const compareSchema = z.object({
  schemaVersion: z.literal(COMPARE_VERSION),
  compare: z.object({ base: side, other: side }),
  rows: z.array(
    z.object({
      mode: z.string(),
      /** null for a figure of the mode as a whole. */
      load: z.string().nullable(),
      metric: z.string(),
      unit: z.string(),
      better: z.enum(['lower', 'higher']),
      old: z.number(),
      new: z.number(),
      /** new / old, of the typical repeat. */
      ratio: z.number(),
      ci95: interval,
      verdict: z.enum(['lower', 'higher', 'same', 'inconclusive']),
      method: z.enum(['rank-sum', 'welch-t', 'none', 'exact']),
      /** Valid repeats of the old and of the new run. */
      repeats: z.tuple([count, count]),
    }),
  ),
  /** Geometric mean of a mode's ratios, each turned so that below 1 is better. */
  geomeans: z.array(z.object({ mode: z.string(), cost: z.number(), rows: count })),
  warnings: z.array(z.string()),
});

export type CompareResult = z.infer<typeof compareSchema>;
