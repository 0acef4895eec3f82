import type { Source } from './answer.js';
import type { ErrorRecord } from './errors.js';
import type { Scenario } from './scenario.js';
import type { TracedRequests } from './time-split.js';

/** How one request ended: with an answer or a miss (a `Source`), or without. A dropped request was never sent. */
export const FAILURES = ['error', 'timeout', 'dropped'] as const;
export type RequestOutcome = Source | (typeof FAILURES)[number];

/** An HDR histogram of microseconds (HdrHistogram V2, compressed, base64): raw enough to derive any percentile later. */
export type EncodedHistogram = string;
export type HistogramsByOutcome = Readonly<Partial<Record<RequestOutcome, EncodedHistogram>>>;

export interface RequestCounts {
  /** Put on the wire. */
  readonly sent: number;
  /** 2xx, or 404 with code UNSEEN_KEY: a miss is not an error. */
  readonly completed: number;
  readonly errors: number;
  readonly timeouts: number;
  /** Due but never sent, because too many were outstanding. */
  readonly dropped: number;
}

/**
 * A trial second by second, in columns: element s is of its second s. The last seconds may be of the drain, and the
 * second in which the planned duration ends may be cut short by it.
 */
export interface LoadSeries {
  /** Counted in the second in which they ended. */
  readonly completed: readonly number[];
  readonly errors: readonly number[];
  readonly timeouts: readonly number[];
  /** Counted in the second in which they were due. */
  readonly dropped: readonly number[];
  /**
   * Latency, microseconds, of the requests that were due in that second (open loop: by the intended send) or sent in
   * it (closed loop); timeouts included, errors not. Null where they are too few.
   */
  readonly p50Us: readonly (number | null)[];
  readonly p99Us: readonly (number | null)[];
}

/** How the load process itself was during a trial, preparation left out. */
export interface GeneratorHealth {
  /** CPU time of all its threads / wall time: 1 is one core. */
  readonly cpuShare: number;
  readonly eventLoopDelayUs: EventLoopDelay;
  /** Coefficient of variation of the gaps between actual sends (open loop only): 1 for Poisson, 0 for constant. */
  readonly sendGapVariation?: number | null;
}

/** What a load process measured in one trial. */
export interface LoadResult {
  readonly kind: 'closed' | 'open';
  readonly startedAt: string;
  /** From the first request to the end of the drain. */
  readonly elapsedMs: number;
  /** The time over which throughput is counted: the planned duration. */
  readonly durationMs: number;
  /** Requests that the schedule asked for (open loop only). */
  readonly scheduled?: number;
  /** Of these, due in the first and in the second half of the planned duration (open loop only). */
  readonly scheduledHalves?: readonly [number, number];
  /** Most requests that were due at the same time (open loop only). */
  readonly largestGroup?: number;
  readonly requests: RequestCounts;
  /** Sent, and neither answered nor late when the trial ended (closed loop only: an open loop drains). */
  readonly inFlight: number;
  readonly outcomes: Readonly<Partial<Record<RequestOutcome, number>>>;
  /** Completed within the planned duration, so without the drain: throughput is their sum / `durationMs`. */
  readonly inTime: Readonly<Partial<Record<Source, number>>>;
  /** From the intended send (open loop) or the send (closed loop) to the last byte of the answer. */
  readonly latency: HistogramsByOutcome;
  /** From the actual send. */
  readonly serviceTime: HistogramsByOutcome;
  /** Actual minus intended send (open loop only). */
  readonly lateness?: EncodedHistogram;
  /** Completed in the first and in the second half of the planned duration, so without the drain. */
  readonly halves: readonly [number, number];
  /** CPU time of the load process during the trial, preparation left out. */
  readonly cpuUs: number;
  /** Absent in runs that were stored before it was measured; so is the series. */
  readonly generator?: GeneratorHealth;
  readonly series?: LoadSeries;
  readonly closedConnections: number;
  /** True where the stream was shorter than the trial and started over: that flatters caches. */
  readonly wrapped: boolean;
  /** Up to three different error texts, so that "errors: 812" can be explained. */
  readonly errorSamples: readonly string[];
}

/** CPU of each role in microseconds during a trial; null where there is no process of ours to look at. */
export interface CpuUse {
  readonly application: number | null;
  readonly modelServers: number | null;
  readonly stores: number | null;
  readonly load: number;
}

export interface MemoryUse {
  /** Sum of resident set sizes. */
  readonly rssBytes: number;
  /** Sum of anonymous resident memory (RssAnon), null where the platform does not tell. */
  readonly anonBytes: number | null;
  readonly processes: number;
}

export interface EventLoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What else happened on the machine; shares from 0 to 1. */
export interface MachineNoise {
  /** CPU time taken by the hypervisor during the trial. */
  readonly steal: number;
  /** Part of the trial during which the cgroup was throttled. */
  readonly throttled: number;
  /** CPU in use in the quiet time before the trial, when nothing of ours runs. */
  readonly busyBefore: number;
}

/** Event-loop delay second by second, microseconds, in columns; null where the loop was not looked at. */
export interface EventLoopSeconds {
  readonly p99Us: readonly (number | null)[];
  readonly maxUs: readonly (number | null)[];
}

/** Pings of a route without a model, at a low constant rate, while a load ran. */
export interface PingMeasurement {
  readonly sent: number;
  /** Not answered with 200; without a latency, because a refusal is a fast one. */
  readonly errors: number;
  readonly timeouts: number;
  /** From the intended send to the end of the answer; of a timeout, until it was given up. */
  readonly latency: EncodedHistogram;
}

export interface Validity {
  readonly valid: boolean;
  /** One sentence each: what is wrong, and what to change. */
  readonly reasons: readonly string[];
  /** One sentence each: what limits a figure of a valid trial. */
  readonly warnings?: readonly string[];
}

/** One rate of a capacity search. */
export interface ProbeRecord {
  /** Requests per second that were scheduled, and milliseconds that they were scheduled for. */
  readonly rate: number;
  readonly durationMs: number;
  readonly met: boolean;
  /** Why not, in words; empty where it was met. */
  readonly missed: readonly string[];
  /** Response times of answered requests in microseconds; null below the minimum sample. */
  readonly p50Us: number | null;
  readonly p99Us: number | null;
  /** CPU of all processes of the mode, per completed request. */
  readonly cpuUsPerRequest: number | null;
}

/** What a capacity search found. */
export interface SearchRecord {
  /** In the order they were tried. */
  readonly probes: readonly ProbeRecord[];
  /** Highest rate that met the objective; 0 where none did. */
  readonly capacityRps: number;
  /**
   * `found`: a higher rate failed. `at-least`: the bound of the search, or of the load generator, was reached first.
   * `none`: not even the lowest rate held.
   */
  readonly bound: 'found' | 'at-least' | 'none';
}

export interface Measurement {
  /** Of a search: of the probe at its capacity. */
  readonly load: LoadResult;
  readonly search?: SearchRecord;
  readonly cpuUs: CpuUse;
  readonly memory: MemoryUse | null;
  /** Absent in runs of earlier versions. */
  readonly machine?: MachineNoise;
  /** Event-loop delay of the application in microseconds. */
  readonly eventLoopDelayUs: EventLoopDelay | null;
  /** Where a sample of the requests spent their time; absent where there is no application of ours. */
  readonly traced?: TracedRequests;
  /** The same for each second of the load's series; null where nothing of ours could be asked. */
  readonly eventLoopSeconds?: EventLoopSeconds | null;
  /** null where there is nothing that may be pinged (`external`); absent in runs from before it was measured. */
  readonly ping?: PingMeasurement | null;
  readonly validity: Validity;
}

export type Outcome =
  | { readonly status: 'measured'; readonly measurement: Measurement }
  | { readonly status: 'failed'; readonly error: ErrorRecord }
  | { readonly status: 'skipped'; readonly reason: string };

/** One mode x one load x one block. `attempt` is 2 where the first was invalid, or failed, and was repeated. */
export interface TrialRecord {
  readonly block: number;
  /** Position within the block, from 0. */
  readonly order: number;
  readonly attempt: number;
  /** What was wrong with the first attempt; absent where there was one, or the run is of an earlier version. */
  readonly discarded?: readonly string[];
  readonly mode: string;
  readonly load: string;
  readonly outcome: Outcome;
}

export interface StorageUse {
  readonly modelBytes: number;
  readonly tableBytes: number;
  readonly artifactBytes: number;
  readonly rows: number;
}

/** What a team operates when it chooses the mode. */
export interface Footprint {
  readonly processes: number;
  readonly ports: number;
  readonly stores: readonly string[];
  /** What has to be deployed again for a new model. */
  readonly redeployForNewModel: readonly string[];
}

export interface Parity {
  readonly checked: number;
  readonly mismatches: number;
  readonly maxAbsDiff: number;
  /** 0 = bitwise. */
  readonly tolerance: number;
}

/** One exact look-up pass over the replayed stream. */
export interface Coverage {
  readonly requests: number;
  readonly distinctKeys: number;
  /** Shares of the requests that miss, by kind: known values in a new combination, and values never known. */
  readonly newCombinations: number;
  readonly unseenValues: number;
  /** Where the table's keys came from, in words. */
  readonly keysFrom?: string;
  /** Where a model answers what a table does not: the shares that the table answers. */
  readonly table?: { readonly requests: number; readonly distinctKeys: number };
  /** True where distinct keys were estimated from a sample of the key space. */
  readonly estimated: boolean;
}

export interface QualityFigures {
  readonly labelled: number;
  readonly accuracy?: number;
  readonly logLoss?: number;
  readonly auc?: number;
}
export interface Quality extends QualityFigures {
  readonly bySource?: Readonly<Record<string, QualityFigures>>;
}

/** What is known of a mode for the whole run. */
export interface ModeRecord {
  readonly mode: string;
  /** Kind of mode: differs from `mode` for variants. */
  readonly kind: string;
  readonly prepareMs: number | null;
  readonly storage: StorageUse | null;
  readonly footprint: Footprint | null;
  readonly coverage: Coverage | null;
  readonly error?: ErrorRecord;
}

/** One mode stood up in one block. Recorded again when more becomes known of it. */
export interface DeploymentRecord {
  readonly block: number;
  readonly mode: string;
  readonly readyMs: number | null;
  readonly firstPredictionMs: number | null;
  readonly parity: Parity | null;
  readonly quality?: Quality;
  readonly update?: UpdateTimes;
  /** What whoever reads the results must know of how it was set up. */
  readonly notes?: readonly string[];
  readonly error?: ErrorRecord;
}

/** Milliseconds from publishing a version to the first and to the last application that serves it. */
export interface UpdateTimes {
  readonly applications: number;
  readonly firstMs: number;
  readonly allMs: number;
}

export interface Environment {
  readonly servebench: string;
  readonly node: string;
  readonly platform: string;
  readonly kernel: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** 1-minute load average before the start. */
  readonly loadAverage: number;
  readonly governor: string | null;
  readonly libraries: Readonly<Record<string, string>>;
  readonly gitCommit: string | null;
}

/** Repeats are added until an interval is tight; when that is looked at was fixed before the first trial. */
export interface PrecisionPlan {
  /** `LOAD.METRIC` */
  readonly metric: string;
  /** 0.05: the widest interval reaches at most 5% to each side. */
  readonly target: number;
  /** Numbers of repeats after which the interval is looked at, ascending; the last one is the most. */
  readonly looks: readonly number[];
  readonly timeLimitMs: number;
}

export interface RunRecord {
  readonly id: string;
  readonly startedAt: string;
  /** null while the run goes on, or where it was killed. */
  readonly finishedAt: string | null;
  readonly status: 'running' | 'finished' | 'interrupted';
  readonly scenario: Scenario;
  readonly precision?: PrecisionPlan;
  readonly seed: number;
  readonly environment: Environment;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly warnings: readonly string[];
}

/** A run as the history keeps it: everything else is derived from this. */
export interface StoredRun {
  readonly run: RunRecord;
  readonly modes: readonly ModeRecord[];
  readonly deployments: readonly DeploymentRecord[];
  readonly trials: readonly TrialRecord[];
}
