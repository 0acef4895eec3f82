import type { EncodedHistogram, LoadResult } from './load-result.js';
import type { CpuUse, EventLoopDelay, EventLoopSeconds, MachineNoise, MemoryUse } from './resource-use.js';
import type { SearchRecord } from './search-record.js';
import type { TracedRequests } from './time-split.js';

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
