import { availableParallelism } from 'node:os';

import { keyAt, packKeys, type PackedKeys } from '../inference/packed-keys.js';
import { valueAt, type PackedValues } from '../inference/packed-values.js';
import type { RowBatch, TableSchema } from '../stores/prediction-store.js';
import type { KeySet } from './key-set.js';
import type { BuildSample } from './sample-tables.js';
import type { ScorePool } from './score-pool.js';

/** Rows of the two small tables whose difference tells bytes and time per row, free of what any table costs. */
const SMALL_ROWS = 2000;
const LARGE_ROWS = 20_000;
const BATCH_ROWS = 10_000;
/** Rows whose scoring is timed, the first few to warm up and to notice a slow model. */
const WARM_UP_ROWS = 16;
const TIMED_ROWS = 2048;
const SLOW_MS = 200;

/** What a table would take, from a few of its rows. */
export interface SampleFigures {
  readonly bytes: number;
  readonly seconds: number;
  /** Milliseconds of one thread for one row. */
  readonly scoreMs: number;
}

/** Scores a few rows, builds two small tables of such keys and values, and extrapolates. */
export async function estimateFromSample(
  set: KeySet,
  schema: TableSchema,
  pool: ScorePool,
  build: BuildSample,
): Promise<SampleFigures> {
  if (set.rows === 0) return { bytes: 0, seconds: 0, scoreMs: 0 };
  const { values, scoreMs } = await timeScoring(set, pool);
  const small = await timeLoading(spread(set, Math.min(SMALL_ROWS, set.rows)), values, schema, build);
  if (set.rows <= SMALL_ROWS) {
    return { bytes: small.bytes, seconds: (scoreMs * set.rows + small.ms) / 1000, scoreMs };
  }
  const rows = Math.min(LARGE_ROWS, set.rows);
  const large = await timeLoading(spread(set, rows), values, schema, build);
  const more = rows - SMALL_ROWS;
  const loadMs = more > 0 ? Math.max(0, large.ms - small.ms) / more : 0;
  const rowBytes = more > 0 ? (large.bytes - small.bytes) / more : 0;
  const perRowMs = Math.max(
    scoreMs / pool.workers,
    loadMs,
    (scoreMs + loadMs) / Math.min(availableParallelism(), pool.workers + 1),
  );
  return {
    bytes: Math.round(large.bytes + rowBytes * (set.rows - rows)),
    seconds: (perRowMs * set.rows) / 1000,
    scoreMs,
  };
}

/** @returns milliseconds of one thread for one row, and what was scored. */
async function timeScoring(set: KeySet, pool: ScorePool): Promise<{ values: PackedValues; scoreMs: number }> {
  const warmUp = packKeys(spread(set, Math.min(WARM_UP_ROWS, set.rows)));
  let startedMs = performance.now();
  let values = await pool.score(warmUp);
  let rows = Math.min(WARM_UP_ROWS, set.rows);
  if (performance.now() - startedMs < SLOW_MS) {
    rows = Math.min(TIMED_ROWS, set.rows);
    const keys: PackedKeys = packKeys(spread(set, rows));
    startedMs = performance.now();
    values = await pool.score(keys);
  }
  return { values, scoreMs: (performance.now() - startedMs) / rows };
}

async function timeLoading(
  keys: ReturnType<typeof spread>,
  values: PackedValues,
  schema: TableSchema,
  build: BuildSample,
): Promise<{ ms: number; bytes: number }> {
  const startedMs = performance.now();
  const { bytes } = await build(schema, sampleRows(keys, values));
  return { ms: performance.now() - startedMs, bytes };
}

/** Keys of the whole set, so that small and large ones weigh as they will; values are repeated. */
function* sampleRows(keys: ReturnType<typeof spread>, values: PackedValues): Generator<RowBatch> {
  const known = values.kind === 'real' ? values.values.length : values.ends.length;
  for (let start = 0; start < keys.length; start += BATCH_ROWS) {
    const batch = keys.slice(start, start + BATCH_ROWS);
    yield { keys: batch, values: batch.map((_, row) => valueAt(values, (start + row) % known)) };
  }
}

function spread({ keys, rows }: KeySet, count: number): ReturnType<typeof keyAt>[] {
  const step = rows / count;
  return Array.from({ length: count }, (_, index) => keyAt(keys, Math.floor(index * step)));
}
