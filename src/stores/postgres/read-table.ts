import type pg from 'pg';

import type { TableInfo } from '../prediction-store.js';
import type { Names } from './schema.js';

/** What is registered of a table, without where it is. */
export type StoredTable = Omit<TableInfo, 'location'> & { readonly id: string };

export type FoundTable =
  | { readonly status: 'whole'; readonly name: string; readonly table: StoredTable }
  | { readonly status: 'missing' }
  | { readonly status: 'invalid'; readonly reason: string };

interface Row {
  readonly name: string;
  readonly document: string;
  readonly heap_bytes: string;
  readonly heap_now: string | null;
}

/** Looks a table up: registered, there, and not smaller than when it was complete (truncated, or rows deleted). */
export async function readTable(client: pg.Client, names: Names, id: string): Promise<FoundTable> {
  const { rows } = await client.query<Row>(
    `SELECT name, document, heap_bytes, pg_relation_size(to_regclass($2)) AS heap_now
     FROM ${names.tables} WHERE id = $1 AND NOT removed`,
    [id, names.rows(id)],
  );
  const [row] = rows;
  if (!row) return { status: 'missing' };
  if (row.heap_now === null) return { status: 'invalid', reason: 'its rows are gone' };
  if (BigInt(row.heap_now) < BigInt(row.heap_bytes)) {
    return { status: 'invalid', reason: 'it is smaller than when it was completed' };
  }
  try {
    const table = JSON.parse(row.document) as Omit<StoredTable, 'id'>;
    return { status: 'whole', name: row.name, table: { id, ...table } };
  } catch (error) {
    return { status: 'invalid', reason: `what it holds cannot be read (${String(error)})` };
  }
}
