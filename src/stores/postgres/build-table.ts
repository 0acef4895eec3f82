import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import type { Key, RowBatch, TableInfo, TablePlan, TableSchema, Value } from '../prediction-store.js';
import { createRowSource } from '../row-source.js';
import type { ServerName } from '../store-errors.js';
import { createTableContent, duplicateKey } from '../table-content.js';
import { tableId } from '../table-name.js';
import { explainStatement } from './connect.js';
import { createCopyRows } from './copy-rows.js';
import { readTable, type StoredTable } from './read-table.js';
import { columnsOf, indexOn, lockOn, type Names } from './schema.js';

/** A server that takes no more rows for so long hangs. */
const STALL_MS = 60_000;
/** Rows in memory while a table is read back. */
const ROWS_PER_READ = 10_000;

export interface BuildSettings {
  readonly names: Names;
  readonly server: ServerName;
  readonly temporary: boolean;
  /** Called with the id before the table can be seen by others. */
  readonly hold: (id: string) => Promise<void>;
}

/**
 * Fills a table in one transaction of `client`: it is there as a whole, or not at all. See `Tables.build`.
 * @returns id of the table and what is known of it
 */
export async function buildTable(
  client: pg.Client,
  plan: TablePlan,
  rows: AsyncIterable<RowBatch> | Iterable<RowBatch>,
  { names, server, temporary, hold }: BuildSettings,
  signal: AbortSignal | undefined,
): Promise<StoredTable> {
  const draft = names.draft(randomBytes(8).toString('hex'));
  const content = createTableContent(plan.schema);
  // Ends the connection, and with it the transaction.
  const giveUp = (): void => void client.end().catch(() => undefined);
  const source = createRowSource(rows, content, signal);
  try {
    await client.query(`BEGIN; CREATE TABLE ${draft} (${columnsOf(plan.schema)})`);
    await copyInto(client, draft, copyChunks(source.batches, giveUp), source.isTheirs);
    signal?.throwIfAborted();
    await client.query(indexOn(draft, plan.schema));
    const checksum = content.ascending()
      ? content.checksum()
      : await readChecksum(client, draft, plan.schema, signal);
    const known = { schema: plan.schema, metadata: plan.metadata, rows: content.rows(), checksum };
    const id = tableId(plan.name, known);
    // One at a time from here: another build may have made the same table.
    await client.query(`SELECT pg_advisory_xact_lock(${lockOn(`build ${id}`)})`);
    await hold(id);
    return await settle(client, { id, name: plan.name, draft, names, temporary }, known);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if (error instanceof pg.DatabaseError && error.code === '23505') throw duplicateKey();
    throw source.isTheirs(error) ? error : explainStatement(error, server);
  }
}

/** FREEZE: rows of a new table need no visibility checks later, and no vacuum. */
async function copyInto(
  client: pg.Client,
  draft: string,
  chunks: AsyncIterable<Buffer>,
  isTheirs: (error: unknown) => boolean,
): Promise<void> {
  const copy = client.query(copyFrom(`COPY ${draft} FROM STDIN (FORMAT binary, FREEZE true)`));
  try {
    await pipeline(Readable.from(chunks, { objectMode: false }), copy);
  } catch (error) {
    // The connection takes the next statement when the server has agreed to stop, unless it was the server that did.
    if (isTheirs(error) && !copy.closed) await once(copy, 'close').catch(() => undefined);
    throw error;
  }
}

async function* copyChunks(
  batches: AsyncIterable<RowBatch>,
  onStall: () => void,
): AsyncGenerator<Buffer, void, undefined> {
  const copy = createCopyRows();
  for await (const { keys, values } of batches) {
    for (let row = 0; row < keys.length; row++) {
      const full = copy.add(keys[row] as Key, values[row] as Value);
      if (!full) continue;
      const stall = setTimeout(onStall, STALL_MS);
      try {
        yield full;
      } finally {
        clearTimeout(stall);
      }
    }
  }
  yield copy.end();
}

/** For rows that did not come in key order: from a cursor, so that they never stand in memory all at once. */
async function readChecksum(
  client: pg.Client,
  draft: string,
  schema: TableSchema,
  signal: AbortSignal | undefined,
): Promise<string> {
  const content = createTableContent(schema);
  await client.query(`DECLARE content CURSOR FOR SELECT key, value FROM ${draft} ORDER BY key`);
  for (;;) {
    const { rows } = await client.query<[string | Buffer, Value]>({
      text: `FETCH ${ROWS_PER_READ} FROM content`,
      rowMode: 'array',
    });
    for (const [key, value] of rows) content.add(typeof key === 'string' ? BigInt(key) : key, value);
    if (rows.length < ROWS_PER_READ) break;
    signal?.throwIfAborted();
  }
  await client.query('CLOSE content');
  return content.checksum();
}

interface Draft {
  readonly id: string;
  readonly name: string;
  readonly draft: string;
  readonly names: Names;
  readonly temporary: boolean;
}

/** Gives the draft its name and commits, unless the same table is there already: that one may be read. */
async function settle(
  client: pg.Client,
  { id, name, draft, names, temporary }: Draft,
  known: Pick<TableInfo, 'schema' | 'metadata' | 'rows' | 'checksum'>,
): Promise<StoredTable> {
  const found = await readTable(client, names, id);
  if (found.status === 'whole') {
    await client.query(`ROLLBACK; BEGIN; SELECT pg_advisory_xact_lock(${lockOn(`build ${id}`)})`);
    // Younger than the pointer: `prune` must not take it for an old one before it is published.
    const { rowCount } = await client.query(
      `UPDATE ${names.tables} SET built = nextval('${names.clock}'), removed = false WHERE id = $1`,
      [id],
    );
    await client.query('COMMIT');
    if (rowCount === 1) return found.table;
    throw new Error(`table ${id} was removed while it was built`);
  }
  await client.query(`
    DROP TABLE IF EXISTS ${names.rows(id)};
    ALTER TABLE ${draft} RENAME TO ${names.bareRows(id)};
    ANALYZE ${names.rows(id)};
  `);
  const { rows } = await client.query<{ total: string; heap: string }>(
    'SELECT pg_total_relation_size($1) AS total, pg_relation_size($1) AS heap',
    [names.rows(id)],
  );
  const table = { ...known, bytes: Number(rows[0]?.total) };
  await client.query(
    `INSERT INTO ${names.tables} (id, name, built, temporary, heap_bytes, document)
     VALUES ($1, $2, nextval('${names.clock}'), $3, $4, $5)
     ON CONFLICT (id) DO UPDATE SET built = excluded.built, removed = false, temporary = excluded.temporary,
       heap_bytes = excluded.heap_bytes, document = excluded.document`,
    [id, name, temporary, rows[0]?.heap, JSON.stringify(table)],
  );
  await client.query('COMMIT');
  return { id, ...table };
}
