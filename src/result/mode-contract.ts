import { z } from 'zod';

import { count, nullableNumber, share } from './figures-contract.js';
import { load } from './load-contract.js';

const quality = z.object({
  labelled: count,
  accuracy: share.optional(),
  logLoss: z.number().optional(),
  auc: share.optional(),
});

const error = z.object({
  code: z.string(),
  message: z.string(),
  lastLines: z.array(z.string()).optional(),
});

export const mode = z.object({
  status: z.enum(['measured', 'failed']),
  error: error.optional(),
  /** Kind of mode: differs from the label for variants. */
  mode: z.string(),
  loads: z.record(z.string(), load),
  /** By one exact pass over the stream; null where none can be made (`external`). */
  coverage: z
    .object({
      requests: share,
      distinctKeys: share,
      /** Shares of the requests that miss: known values in a new combination, and values never known. */
      newCombinations: share,
      unseenValues: share,
      keysFrom: z.string().optional(),
      /** Where a model answers what a table does not: the shares that the table answers. */
      table: z.object({ requests: share, distinctKeys: share }).optional(),
      estimated: z.boolean(),
    })
    .nullable(),
  storage: z
    .object({
      modelBytes: count,
      tableBytes: count,
      artifactBytes: count,
      totalBytes: count,
      rows: count,
      bytesPerRow: nullableNumber,
    })
    .nullable(),
  /** Largest sums over the processes of the deployment, median over the trials. */
  memory: z.object({ rssBytes: nullableNumber, anonBytes: nullableNumber, processes: count.nullable() }),
  cpuUsPerRequest: z.object({
    application: nullableNumber,
    modelServers: nullableNumber,
    stores: nullableNumber,
    load: nullableNumber,
  }),
  footprint: z
    .object({
      processes: count,
      ports: count,
      stores: z.array(z.string()),
      redeployForNewModel: z.array(z.string()),
    })
    .nullable(),
  startupMs: z.object({ prepare: nullableNumber, ready: nullableNumber, firstPrediction: nullableNumber }),
  parity: z.object({ checked: count, mismatches: count, maxAbsDiff: z.number() }),
  quality: quality.extend({ bySource: z.record(z.string(), quality).optional() }).optional(),
  /** Milliseconds from publishing a version to the first and to the last application that serves it. */
  update: z.object({ applications: count, firstMs: z.number(), allMs: z.number() }).optional(),
  objectives: z.object({ met: z.boolean(), missed: z.array(z.string()) }).optional(),
});

export type ModeResult = z.infer<typeof mode>;
