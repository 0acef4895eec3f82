import type { ModelCard } from '../core/model-card.js';
import type { GoldenRow, PredictorSpec } from '../core/predictor-spec.js';
import type { RunningProcess } from '../processes/child-link.js';

/** How a mode is moved to another version of its model while it answers. */
export interface RollOut {
  /** In words, after "rolled out by": what is replaced, in which order, what answers meanwhile. */
  readonly how: string;
  /**
   * Resolves once nothing is left to do; answers come from the new version then.
   *
   * @param golden known answers of the new version, for modes that check them before they let it answer
   * @throws whatever was wrong with the new version; then the old one goes on answering wherever the mode can
   */
  to(next: ModelCard, golden: readonly GoldenRow[]): Promise<RollOutCost>;
}

export interface RollOutCost {
  /** CPU time of the processes that were started for it; null where those that answer did it, too. */
  readonly cpuUs: number | null;
  /** Bytes of the files, tables and artifacts that were written for it. */
  readonly bytesWritten: number;
  /** Of what is computed ahead: milliseconds until it was published. */
  readonly buildMs?: number;
}

/** How a predictor and what stands behind it are moved to another version. */
export type BackingRollOut = InPlaceRollOut | ReplaceRollOut;

/** The application stays. */
export interface InPlaceRollOut {
  readonly kind: 'in-place';
  readonly of: (application: RunningProcess) => RollOut;
}

/** The application holds the model: a new one takes its place. */
export interface ReplaceRollOut {
  readonly kind: 'replace';
  /** What is done before, in words, up to the comma; empty for nothing. */
  readonly how: string;
  /** Makes what the new application needs. @throws where that cannot be made; the old application goes on */
  readonly make: (next: ModelCard, golden: readonly GoldenRow[]) => Promise<NextPredictor>;
}

/** The predictor of a new version, and what it took to make. */
export interface NextPredictor {
  readonly predictor: PredictorSpec;
  readonly cost: RollOutCost & { readonly cpuUs: number };
}
