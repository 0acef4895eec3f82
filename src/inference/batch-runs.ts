import type { Encoded, Prediction } from '../core/answer.js';
import type { Batching } from '../core/batching.js';
import type { Span } from '../core/time-split.js';
import { createBatcher } from './batcher.js';

/** Answers rows in their order; what a session, a client of a model server and a batcher have in common. */
export type RunRows<T = Prediction> = (rows: readonly Encoded[], span?: Span) => Promise<readonly T[]>;

export interface BatchRunsSettings {
  /** Runs at a time: the sessions, or the requests to model servers, behind `run`. */
  readonly concurrency: number;
  /** See `BatchWork`. */
  readonly mayBeOfOne?: (error: unknown) => boolean;
}

/**
 * Runs the rows of requests together that wait for the model (see `createBatcher`).
 * @throws OverloadedError (rejects) where the queue is full or a deadline has passed
 */
export function batchRuns<T>(
  run: RunRows<T>,
  batching: Batching,
  { concurrency, ...settings }: BatchRunsSettings = { concurrency: 1 },
): RunRows<T> {
  const runTogether = async (
    requests: readonly (readonly Encoded[])[],
    span?: Span,
  ): Promise<readonly (readonly T[])[]> => {
    const [only] = requests;
    if (requests.length === 1 && only) return [await run(only, span)];
    const results = await run(requests.flat(), span);
    let at = 0;
    return requests.map(({ length }) => results.slice(at, (at += length)));
  };
  const rowsOf = ({ length }: readonly Encoded[]): number => length;
  return createBatcher({ ...settings, rowsOf, run: runTogether }, batching, concurrency);
}
