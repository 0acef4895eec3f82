/** How much a figure of one mode differs from itself on one machine: what no comparison on it can see below. */
export interface NoiseFloor {
  readonly load: string;
  /** Id of a metric: `throughputRps`. */
  readonly metric: string;
  /** A/A pairs it was measured with. */
  readonly pairs: number;
  /** Found between the same thing and itself: near 1, or the machine favours one of two. */
  readonly ratio: number;
  /** Standard deviation of the log ratios of the pairs. */
  readonly sd: number;
  /** Smallest change that as many pairs would probably (80%) prove, or the difference found, if that is larger: 0.05 = 5%. */
  readonly floor: number;
}

/** The noise floors of one machine, as a gate reads them. */
export interface NoiseRecord {
  readonly runId: string;
  readonly measuredAt: string;
  /** Machine and versions that it holds for (`hardwareOf`). */
  readonly hardware: string;
  readonly scenario: string;
  readonly mode: string;
  readonly floors: readonly NoiseFloor[];
  /** Loads without three valid pairs: of them nothing is known. */
  readonly missing: readonly string[];
}
