import type {
  Key,
  PredictionStore,
  RowBatch,
  TablePlan,
  TableSchema,
  Value,
} from '../../src/stores/prediction-store.js';

export const INTEGER_REAL: TableSchema = { key: 'integer', value: 'real' };

export function plan(
  schema: TableSchema = INTEGER_REAL,
  metadata: Readonly<Record<string, string>> = {},
): TablePlan {
  return { name: 'clicks', schema, metadata };
}

export function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

/** Values as they are compared: readers may return any kind of byte array. */
export function plain(value: Value | undefined): number | string | undefined {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}

/** What a new reader finds under each key, as `plain` values. */
export async function readKeys(
  store: PredictionStore,
  location: string,
  keys: readonly Key[],
): Promise<(number | string | undefined)[]> {
  const reader = await store.open(location);
  try {
    const values = [];
    for (const key of keys) values.push(plain(await reader.get(key)));
    return values;
  } finally {
    await reader.close();
  }
}

/** `rows` rows of integer -> real, in batches: key 3i, value i / 7. */
export function* createTableRows(rows: number): Generator<RowBatch> {
  for (let start = 0; start < rows; start += 1000) {
    const indexes = Array.from({ length: Math.min(1000, rows - start) }, (_, i) => start + i);
    yield { keys: indexes.map((i) => 3 * i), values: indexes.map((i) => i / 7) };
  }
}

/** Pairs as batches of `batchSize`. */
export function toBatches(pairs: readonly (readonly [Key, Value])[], batchSize = 7): RowBatch[] {
  const batches: RowBatch[] = [];
  for (let start = 0; start < pairs.length; start += batchSize) {
    const part = pairs.slice(start, start + batchSize);
    batches.push({ keys: part.map(([key]) => key), values: part.map(([, value]) => value) });
  }
  return batches;
}
