import type { Source } from './answer.js';
import type { EventLoopDelay } from './resource-use.js';

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
