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

/** Event-loop delay second by second, microseconds, in columns; null where the loop was not looked at. */
export interface EventLoopSeconds {
  readonly p99Us: readonly (number | null)[];
  readonly maxUs: readonly (number | null)[];
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
