import { z } from 'zod';

/*
 * The result contract: what `run --json` prints and reports are made from. Types, the JSON Schema in the package and
 * the check of every emitted document come from here. Readers must tolerate keys they do not know: they may be added
 * within a schema version, never renamed or removed.
 */

export const SCHEMA_VERSION = 1;

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const nullableNumber = z.number().nullable();

/** Microseconds; a percentile that the sample is too small for is null. */
const latency = z.object({
  min: nullableNumber,
  mean: nullableNumber,
  p50: nullableNumber,
  p90: nullableNumber,
  p95: nullableNumber,
  p99: nullableNumber,
  p999: nullableNumber,
  max: nullableNumber,
});

const validity = z.object({ valid: z.boolean(), reasons: z.array(z.string()) });

const requests = z.object({ sent: count, completed: count, errors: count, timeouts: count, dropped: count });

const sources = z.object({
  model: count,
  table: count,
  'back-off': count,
  cache: count,
  default: count,
  miss: count,
});

/** Only requests with a real prediction (sources model, table, cache). */
const answered = z.object({ throughputRps: z.number(), latencyUs: latency });

/**
 * Microseconds that `/app/ping`, a route without a model, took from its intended send while the load ran: what the
 * model costs the rest of the application, beside what it costs on the floor. Timeouts count, errors do not. Null where
 * nothing may be pinged (`external`).
 */
const pingLatency = latency.nullable();

/** One trial. */
const repeat = z.object({
  block: count,
  order: count,
  attempt: z.int().min(1),
  latencyUs: latency,
  serviceTimeUs: latency,
  throughputRps: z.number(),
  answered,
  requests,
  pingUs: pingLatency,
  cpuUsPerRequest: nullableNumber,
  anonBytes: nullableNumber,
  rssBytes: nullableNumber,
  validity,
});

const load = z.object({
  kind: z.enum(['closed', 'open']),
  /** Completed requests and timeouts; open loop: from the intended send time. */
  latencyUs: latency,
  /** From the actual send. */
  serviceTimeUs: latency,
  throughputRps: z.number(),
  requests,
  answered,
  sources,
  pingUs: pingLatency,
  /** Of the pings: sent, and without an answer. */
  pings: z.object({ sent: count, errors: count, timeouts: count }).nullable(),
  repeats: z.array(repeat),
  validity,
  errorSamples: z.array(z.string()),
});

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

const mode = z.object({
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

const comparison = z.object({
  metric: z.string(),
  load: z.string().nullable(),
  mode: z.string(),
  against: z.string(),
  /** Value of `mode` divided by the value of `against`. */
  ratio: z.number(),
  ci95: z.tuple([z.number(), z.number()]).nullable(),
  verdict: z.enum(['lower', 'higher', 'same', 'inconclusive']),
  pairs: count,
  method: z.enum(['signed-rank', 'paired-t', 'none']),
  /** How many repeats in all would settle an inconclusive one; null where it cannot be told. */
  repeatsToSettle: count.nullable(),
});

const run = z.object({
  id: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  status: z.enum(['running', 'finished', 'interrupted']),
  scenario: z.string(),
  question: z.string().optional(),
  scenarioText: z.string(),
  seed: z.int(),
  repeats: count,
  environment: z.object({
    servebench: z.string(),
    node: z.string(),
    platform: z.string(),
    kernel: z.string(),
    cpuModel: z.string(),
    cores: count,
    memoryBytes: count,
    loadAverage: z.number(),
    governor: z.string().nullable(),
    libraries: z.record(z.string(), z.string()),
    gitCommit: z.string().nullable(),
  }),
  model: z.object({ name: z.string(), sha256: z.string() }),
});

export const resultSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  run,
  modes: z.record(z.string(), mode),
  comparisons: z.array(comparison),
  warnings: z.array(z.string()),
});

export const sweepSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  sweep: z.object({ path: z.string(), values: z.array(z.unknown()) }),
  runs: z.array(resultSchema),
});

/** Every document that servebench emits about runs. */
export const documentSchema = z.union([resultSchema, sweepSchema]);

export type Result = z.infer<typeof resultSchema>;
export type SweepResult = z.infer<typeof sweepSchema>;
export type ModeResult = z.infer<typeof mode>;
export type LoadSummary = z.infer<typeof load>;
export type RepeatSummary = z.infer<typeof repeat>;
export type Comparison = z.infer<typeof comparison>;
