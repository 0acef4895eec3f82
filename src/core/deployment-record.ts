import type { ErrorRecord } from './errors.js';

export interface Parity {
  readonly checked: number;
  readonly mismatches: number;
  readonly maxAbsDiff: number;
  /** 0 = bitwise. */
  readonly tolerance: number;
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

/** Milliseconds from publishing a version to the first and to the last application that serves it. */
export interface UpdateTimes {
  readonly applications: number;
  readonly firstMs: number;
  readonly allMs: number;
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
