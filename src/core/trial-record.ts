import type { ErrorRecord } from './errors.js';
import type { Measurement } from './measurement.js';

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
