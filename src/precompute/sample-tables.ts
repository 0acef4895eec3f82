import { randomBytes } from 'node:crypto';

import type {
  PredictionStore,
  RowBatch,
  TableInfo,
  TableSchema,
  Tables,
} from '../stores/prediction-store.js';

/** Builds a small table that nobody reads: what is asked is what it takes. */
export type BuildSample = (
  schema: TableSchema,
  rows: AsyncIterable<RowBatch> | Iterable<RowBatch>,
) => Promise<TableInfo>;

/**
 * Opens a place for small tables. Those in a server are removed at the end.
 * @param target where the store may build them; whoever names a folder removes it
 */
export async function withSamples<T>(
  store: PredictionStore,
  target: string,
  use: (build: BuildSample) => Promise<T>,
): Promise<T> {
  const tables: Tables = await store.connect(target, { temporary: true });
  try {
    // A server is shared: the same sample of another job would be the same table, and go with either of them.
    const name = `sample-${randomBytes(6).toString('hex')}`;
    return await use((schema, rows) => tables.build({ name, schema, metadata: {} }, rows));
  } finally {
    await tables.close();
  }
}
