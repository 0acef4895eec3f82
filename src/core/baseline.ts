/**
 * How fast a machine was at one moment, by a workload that never changes. The two figures are what serving figures
 * follow: CPU and system calls under full load, and how soon an idle machine answers.
 */
export interface CanaryReading {
  /** Requests per second of 8 closed connections. */
  readonly rps: number;
  /** Median latency of requests sent one at a time, in microseconds. */
  readonly latencyUs: number;
}

/** The reading of one block: the mean over the moments between its deployments. */
export interface BlockCanary extends CanaryReading {
  readonly block: number;
}

/** A run under a name, with how fast its machine was meanwhile: what a later gate compares with. */
export interface BaselineRecord {
  readonly name: string;
  readonly setAt: string;
  readonly runId: string;
  /** Name of the scenario that was measured. */
  readonly scenario: string;
  /** Machine and versions, in words (`hardwareOf`). */
  readonly hardware: string;
  readonly gitCommit: string | null;
  readonly rounds: number;
  /** Which workload the readings are of: another version is another workload. */
  readonly canaryVersion: number;
  readonly canaries: readonly BlockCanary[];
}
