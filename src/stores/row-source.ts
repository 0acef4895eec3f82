import { UserError } from '../core/errors.js';
import type { Key, RowBatch, Value } from './prediction-store.js';
import type { TableContent } from './table-content.js';

/** Rows on their way into a server, checked and hashed; who is to blame for an error is known afterwards. */
export interface RowSource {
  readonly batches: AsyncGenerator<RowBatch>;
  /** True for an error of whoever makes the rows, of rows that do not fit, of an abort: not of the server. */
  isTheirs(error: unknown): boolean;
}

/** Looks at the signal after each batch. */
export function createRowSource(
  rows: AsyncIterable<RowBatch> | Iterable<RowBatch>,
  content: TableContent,
  signal: AbortSignal | undefined,
): RowSource {
  let theirs: unknown;
  async function* checked(): AsyncGenerator<RowBatch> {
    for await (const batch of rows) {
      const { keys, values } = batch;
      if (keys.length !== values.length)
        throw new TypeError(`${keys.length} keys with ${values.length} values`);
      for (let row = 0; row < keys.length; row++) content.add(keys[row] as Key, values[row] as Value);
      yield batch;
      signal?.throwIfAborted();
    }
  }
  // Whoever takes the rows may throw its own error into the outer generator; that one never gets into the inner.
  async function* batches(): AsyncGenerator<RowBatch> {
    const inner = checked();
    for (;;) {
      const step = await inner.next().catch((error: unknown) => {
        theirs = error;
        throw error;
      });
      if (step.done) return;
      yield step.value;
    }
  }
  return {
    batches: batches(),
    isTheirs: (error) =>
      error instanceof UserError || signal?.aborted === true || (theirs !== undefined && error === theirs),
  };
}
