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

/** 95% interval of a figure over repeats, in its unit; null where there are too few. */
const interval = z.tuple([z.number(), z.number()]).nullable();

/** One rate of a capacity search. */
const probe = z.object({
  block: count,
  /** Requests per second. */
  rate: z.number(),
  durationMs: z.number(),
  met: z.boolean(),
  /** Why the objective was not met. */
  missed: z.array(z.string()),
  p50Us: nullableNumber,
  p99Us: nullableNumber,
  cpuUsPerRequest: nullableNumber,
});

/** A load of kind `search`: the other figures of the load are those of its probe at the capacity. */
const search = z.object({
  /** Highest rate that met the objective, median over repeats; 0 where none did. */
  capacityRps: z.number(),
  ci95: interval,
  bound: z.enum(['found', 'at-least', 'none']),
  /** Rate at the knee of the curve rate -> p99; null where it does not bend. */
  kneeRps: nullableNumber,
  /** The objective: percentile -> microseconds, and the most errors as a share. */
  slo: z.object({ latencyUs: z.record(z.string(), z.number()), errors: share }),
  /** Every probe of every repeat, by rate. */
  curve: z.array(probe),
});

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
  cpuUsPerRequest: nullableNumber,
  anonBytes: nullableNumber,
  rssBytes: nullableNumber,
  /** Of a capacity search. */
  capacityRps: z.number().optional(),
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
  repeats: z.array(repeat),
  validity,
  errorSamples: z.array(z.string()),
  /** Over the valid repeats, of answered requests: how far the figures can be trusted. */
  ci95: z.object({ throughputRps: interval, p50Us: interval, p95Us: interval, p99Us: interval }).optional(),
  search: search.optional(),
  /**
   * The latency distribution as [quantile from 0 to 1, microseconds], by quantile: of answered requests, or of all
   * where none was answered (the floor). No quantile that the sample is too small for.
   */
  percentileCurve: z.array(z.tuple([share, z.number()])).optional(),
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

const precision = z.object({
  /** `LOAD.METRIC` */
  metric: z.string(),
  /** Half width that was asked for, and that of the widest interval (null without one), as shares of the ratio. */
  target: z.number(),
  reach: nullableNumber,
  reached: z.boolean(),
  repeats: count,
  /** Numbers of repeats after which it was looked at, fixed before the first trial. */
  looks: z.array(count),
});

export const resultSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  run,
  modes: z.record(z.string(), mode),
  comparisons: z.array(comparison),
  /** Only where repeats were added until an interval was tight; then every `ci95` holds for all looks together. */
  precision: precision.optional(),
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
