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
