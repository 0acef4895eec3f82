import type { JobProgress } from '../core/table-manifest.js';
import { countKeys, sliceKeys, type PackedKeys } from '../inference/packed-keys.js';
import type { PackedValues } from '../inference/packed-values.js';
import type { Reader, RowBatch } from '../stores/prediction-store.js';
import { inOrder } from './in-order.js';
import { keepOrScore } from './kept-rows.js';
import type { KeySet } from './key-set.js';
import { rowBatch } from './row-batch.js';
import type { ScorePool } from './score-pool.js';
import type { ShardFolder } from './shard-folder.js';

/** Rows by how their values were come by. */
export interface RowOrigin {
  readonly scored: number;
  /** Scored before the job was interrupted. */
  readonly resumed: number;
  /** Read from the table before. */
  readonly kept: number;
}

export interface ScoredRows {
  /** All rows in key order, scored while earlier ones are being loaded. */
  batches(): AsyncGenerator<RowBatch>;
  origin(): RowOrigin;
}

export interface ScoreRowsOptions {
  readonly set: KeySet;
  readonly pool: ScorePool;
  /** Rows of every shard but the last. */
  readonly shardRows: number;
  /** Where finished shards are kept. */
  readonly shards: ShardFolder | undefined;
  /** A table of the same model and encoder, whose values need no scoring. */
  readonly kept: Reader | undefined;
  /** Seconds that the job took so far. */
  readonly seconds: () => number;
  readonly report: (progress: Partial<JobProgress>) => void;
}

/** Shards that are scored or wait for the store at any time, for each thread: what bounds the memory of a job. */
const SHARDS_PER_WORKER = 3;
/** Time that the store may wait, as a share of the time that it works, before more threads are started. */
const MOST_WAITING = 0.3;
/** Time between two notes of how long the job took. */
const NOTE_SECONDS = 1;

/** Cuts the keys into shards; what they score to depends neither on their size nor on the number of threads. */
export function scoreRows(options: ScoreRowsOptions): ScoredRows {
  const { set, pool, shardRows, shards, kept, seconds, report } = options;
  const count = Math.ceil(set.rows / shardRows);
  const origin = { scored: 0, resumed: 0, kept: 0 };
  let done = 0;
  let noted = seconds();

  const shardOf = async (index: number): Promise<{ keys: PackedKeys; values: PackedValues }> => {
    const from = index * shardRows;
    const keys = sliceKeys(set.keys, from, Math.min(set.rows, from + shardRows));
    const finished = await shards?.read(index);
    if (finished) {
      origin.resumed += countKeys(keys);
      return { keys, values: finished };
    }
    const found = kept
      ? await keepOrScore(kept, keys, pool.score)
      : { values: await pool.score(keys), kept: 0 };
    origin.kept += found.kept;
    origin.scored += countKeys(keys) - found.kept;
    await shards?.write(index, found.values);
    return { keys, values: found.values };
  };

  return {
    origin: () => ({ ...origin }),
    async *batches() {
      let askedMs = performance.now();
      for await (const { keys, values } of inOrder(count, SHARDS_PER_WORKER * pool.workers, shardOf)) {
        const waitedMs = performance.now() - askedMs;
        const startedMs = performance.now();
        yield rowBatch(keys, values);
        const isFirst = done === 0;
        done += countKeys(keys);
        report({ done, resumed: origin.resumed });
        // The store has to wait for the threads. It always does for the first shard.
        if (!isFirst && waitedMs > (performance.now() - startedMs) * MOST_WAITING) pool.grow();
        if (shards && seconds() - noted >= NOTE_SECONDS) {
          noted = seconds();
          await shards.noteSeconds(noted);
        }
        askedMs = performance.now();
      }
    },
  };
}
