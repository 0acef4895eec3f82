const LEAST_ROWS = 64;
const MOST_ROWS = 16_384;
/** Enough that many threads share even a small table. */
const SHARDS = 16;
/** What a killed job loses, and what it takes to show progress. */
const SHARD_MS = 50;

/** Some of them are in memory at any time, for each thread. */
const SHARD_BYTES = 1_000_000;

/**
 * Rows that are scored, kept and loaded at once: a power of two, smaller for slow models, large predictions
 * and small tables.
 * @param scoreMs milliseconds of one thread for one row; @param rowBytes of the table
 */
export function shardRowsFor(rows: number, scoreMs: number, rowBytes: number): number {
  const most = Math.min(MOST_ROWS, rows / SHARDS, SHARD_MS / scoreMs, SHARD_BYTES / rowBytes);
  let size = LEAST_ROWS;
  while (2 * size <= most) size *= 2;
  return size;
}
