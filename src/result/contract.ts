import { z } from 'zod';

import { gateSchema } from './gate-contract.js';

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

const validity = z.object({
  valid: z.boolean(),
  reasons: z.array(z.string()),
  /** What limits a figure of a valid trial, such as throughput that is only a lower bound. */
  warnings: z.array(z.string()).optional(),
});

/** Why a percentile is null, or is not to be taken for the server's. */
const percentileNote = z.object({
  percentile: z.enum(['p50', 'p90', 'p95', 'p99', 'p999']),
  /** `serviceTimeUs` has as many samples as `latencyUs`, so it is null for the same reason. */
  figure: z.enum(['latencyUs', 'answered.latencyUs']),
  code: z.enum(['too-few-samples', 'generator-limited']),
  reason: z.string(),
});

/** Second by second, in columns: element s is of second s of the trial, its drain included. */
const series = z.object({
  /** By the second in which they ended. */
  completed: z.array(count),
  errors: z.array(count),
  timeouts: z.array(count),
  /** By the second in which they were due. */
  dropped: z.array(count),
  /** Microseconds, of the requests that were due (open loop) or sent (closed loop) in that second. */
  p50Us: z.array(nullableNumber),
  p99Us: z.array(nullableNumber),
  /** Microseconds, of the application; null where no process of ours could be asked. */
  eventLoopDelayP99Us: z.array(nullableNumber).nullable(),
  eventLoopDelayMaxUs: z.array(nullableNumber).nullable(),
});

/** The load process itself. */
const generator = z.object({
  /** CPU time / wall time: 1 is one core. An open loop spins on purpose. */
  cpuShare: z.number().min(0),
  /** Microseconds. */
  eventLoopDelayP99Us: z.number(),
  eventLoopDelayMaxUs: z.number(),
  /** Actual minus intended send, microseconds; null in a closed loop. */
  latenessUs: latency.nullable(),
  /** Standard deviation / mean of the gaps between actual sends: 1 for Poisson, 0 for constant arrivals. */
  sendGapVariation: nullableNumber.optional(),
});

/** `sent` is the sum of completed, errors, timeouts and what was in flight; `dropped` were never sent. */
const requests = z.object({
  sent: count,
  completed: count,
  errors: count,
  timeouts: count,
  dropped: count,
  /** Neither answered nor late when the trial ended: at most one a connection of a closed loop. */
  inFlight: count.optional(),
});

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

/**
 * Where the time of a median request goes, in microseconds: the parts add up to `endToEnd` exactly. The application's
 * parts are averages over the traced requests around their median; `http` is the rest.
 */
const timeSplit = z.object({
  /** The median latency of the answered requests; of all of them where none was answered. */
  endToEnd: z.number(),
  /** Client, kernel, node:http, waiting for the event loop; null (with a note) where it would be negative. */
  http: nullableNumber,
  /** The body, as JSON. */
  parse: z.number(),
  /** Values into the model's numbers. */
  encode: z.number(),
  /** Waiting for a run of the model: for the event loop, a worker thread, a batch; at whichever end. */
  queue: z.number(),
  /** Tensors to the text of the protocol and back, at both ends of a call to a model server. */
  marshal: z.number(),
  /** The rest of that call. */
  transport: z.number(),
  /** Tensors built, the graph run, outputs read. */
  modelRun: z.number(),
  /** Key, look-up, decoding. */
  tableRead: z.number(),
  /** In the predictor, and not told apart. */
  other: z.number(),
  /** The answer, as JSON. */
  serialise: z.number(),
  /** Traced requests, of which the middle fifth was averaged. */
  sampled: count,
  note: z.string().optional(),
});
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
  /** Why the first attempt was repeated. */
  discarded: z.array(z.string()).optional(),
  latencyUs: latency,
  serviceTimeUs: latency,
  throughputRps: z.number(),
  answered,
  requests,
  pingUs: pingLatency,
  cpuUsPerRequest: nullableNumber,
  anonBytes: nullableNumber,
  rssBytes: nullableNumber,
  /** Of a capacity search. */
  capacityRps: z.number().optional(),
  validity,
  /** As of the load; of this trial alone. */
  goodputRps: nullableNumber.optional(),
  series: series.optional(),
  generator: generator.optional(),
});

const load = z.object({
  kind: z.enum(['closed', 'open']),
  /** Completed requests and timeouts; open loop: from the intended send time. */
  latencyUs: latency,
  /** From the actual send. */
  serviceTimeUs: latency,
  /** Completed within the planned duration, so without the drain of an open loop. */
  throughputRps: z.number(),
  requests,
  answered,
  /** Absent where the application is not ours, or too few requests were traced. */
  timeSplitUs: timeSplit.optional(),
  sources,
  /** Only where more than one source answered: the share of each, and its latency as in `latencyUs`. */
  bySource: z.record(z.string(), z.object({ requests: count, share, latencyUs: latency })).optional(),
  pingUs: pingLatency,
  /** Of the pings: sent, and without an answer. */
  pings: z.object({ sent: count, errors: count, timeouts: count }).nullable(),
  repeats: z.array(repeat),
  validity,
  errorSamples: z.array(z.string()),
  /** Over the valid repeats, of answered requests (of all where none is answered): how far the figures can be trusted. */
  ci95: z.object({ throughputRps: interval, p50Us: interval, p95Us: interval, p99Us: interval }).optional(),
  search: search.optional(),
  /**
   * Open loops: real predictions per second whose response time is within the latency objective of the highest stated
   * percentile; null without one. Of all requests due in the planned duration, so the drain counts.
   */
  goodputRps: nullableNumber.optional(),
  notes: z.array(percentileNote).optional(),
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
  /** Only in an export: everything that was recorded, raw histograms included, as `runs import` reads it. */
  raw: z.unknown().optional(),
});

export const sweepSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  sweep: z.object({ path: z.string(), values: z.array(z.unknown()) }),
  runs: z.array(resultSchema),
});

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

/** Every document that servebench emits about runs, comparisons and gates. */
export const documentSchema = z.union([resultSchema, sweepSchema, compareSchema, gateSchema]);

export type Result = z.infer<typeof resultSchema>;
export type SweepResult = z.infer<typeof sweepSchema>;
export type ModeResult = z.infer<typeof mode>;
export type LoadSummary = z.infer<typeof load>;
export type TimeSplitSummary = z.infer<typeof timeSplit>;
export type RepeatSummary = z.infer<typeof repeat>;
export type PercentileNote = z.infer<typeof percentileNote>;
export type Comparison = z.infer<typeof comparison>;
