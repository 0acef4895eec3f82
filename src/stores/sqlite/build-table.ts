import Database from 'better-sqlite3';
import { existsSync, statSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { makeFolder } from '../../files/make-folder.js';
import { systemErrorCode, UserError } from '../../core/errors.js';
import type { Key, RowBatch, TableInfo, TablePlan, TableSchema, Value } from '../prediction-store.js';
import { createTableContent, duplicateKey, type TableContent } from '../table-content.js';
import { checkName } from '../table-name.js';
import { completeTable, createTable, openTable } from './table-file.js';
import {
  compactFile,
  createDraft,
  discardDraft,
  moveDurably,
  removeAbandonedDrafts,
  tableFile,
  type Draft,
} from './table-folder.js';

/** Rows of one INSERT: 2.7 M rows/s, against 1.0 M with one row each. */
const ROWS_PER_INSERT = 100;
/** Rows in memory while a table is read back. */
const ROWS_PER_READ = 10_000;

/** See `Tables.build`. */
export async function buildTable(
  folder: string,
  plan: TablePlan,
  rows: AsyncIterable<RowBatch> | Iterable<RowBatch>,
  signal: AbortSignal | undefined,
): Promise<TableInfo> {
  checkName(plan.name);
  let draft: Draft | undefined;
  try {
    makeFolder(folder);
    removeAbandonedDrafts(folder, plan.name);
    draft = createDraft(folder, plan.name, plan.schema);
    createTable(draft.db, plan.schema);
    const content = createTableContent(plan.schema);
    await insertRows(draft.db, content, rows, signal);
    const ascending = content.ascending();
    const checksum = ascending ? content.checksum() : await readChecksum(draft.db, plan.schema, signal);
    const table = { schema: plan.schema, metadata: plan.metadata, rows: content.rows(), checksum };
    completeTable(draft.db, table);
    draft.db.exec('COMMIT');
    // Rows in random order leave pages two thirds full.
    if (!ascending) draft.db.prepare('VACUUM INTO ?').run(compactFile(draft));
    const file = ascending ? draft.file : compactFile(draft);
    const location = await settle(folder, file, tableFile(plan.name, table));
    return { location, ...table, bytes: statSync(location).size };
  } catch (error) {
    throw explain(folder, error);
  } finally {
    if (draft) discardDraft(draft);
  }
}

async function insertRows(
  db: Database.Database,
  content: TableContent,
  rows: AsyncIterable<RowBatch> | Iterable<RowBatch>,
  signal: AbortSignal | undefined,
): Promise<void> {
  // OR FAIL: the default copies each page that an INSERT of several rows touches, to be able to take it back.
  const insert = 'INSERT OR FAIL INTO prediction VALUES ';
  const many = db.prepare(insert + Array(ROWS_PER_INSERT).fill('(?, ?)').join(', '));
  const one = db.prepare(`${insert}(?, ?)`);
  const pending: (Key | Value)[] = [];
  for await (const { keys, values } of rows) {
    if (keys.length !== values.length)
      throw new TypeError(`${keys.length} keys with ${values.length} values`);
    for (let row = 0; row < keys.length; row++) {
      const key = keys[row] as Key;
      const value = values[row] as Value;
      content.add(key, value);
      pending.push(key, value);
      if (pending.length < 2 * ROWS_PER_INSERT) continue;
      many.run(pending);
      pending.length = 0;
    }
    // Signals and other work of this process get their turn, whatever the rows are made from.
    await setImmediate();
    signal?.throwIfAborted();
  }
  for (let row = 0; row < pending.length; row += 2) one.run(pending[row], pending[row + 1]);
}

/** For rows that did not come in key order. */
async function readChecksum(
  db: Database.Database,
  schema: TableSchema,
  signal: AbortSignal | undefined,
): Promise<string> {
  const content = createTableContent(schema);
  const largest = db
    .prepare<[], bigint | Buffer | null>('SELECT max(key) FROM prediction')
    .pluck()
    .safeIntegers()
    .get();
  const wide = typeof largest === 'bigint' && largest > Number.MAX_SAFE_INTEGER;
  const page = db
    .prepare<[Key], [Key, Value | null]>(
      `SELECT key, value FROM prediction WHERE key > ? ORDER BY key LIMIT ${ROWS_PER_READ}`,
    )
    .raw()
    .safeIntegers(wide);
  // Nothing is below the integer; for byte keys it is too, as SQLite orders every number before every BLOB.
  let last: Key = -1;
  for (;;) {
    const rows = page.all(last);
    for (const [key, value] of rows) {
      content.add(key, value ?? Number.NaN);
      last = key;
    }
    if (rows.length < ROWS_PER_READ) return content.checksum();
    await setImmediate();
    signal?.throwIfAborted();
  }
}

/** Gives a finished file its name, unless the same table is there already: that one may be open. */
async function settle(folder: string, file: string, name: string): Promise<string> {
  const location = join(folder, name);
  if (!existsSync(location) || !isUsable(location)) await moveDurably(folder, file, name);
  // Newer than the pointer: `prune` must not take it for an old one before it is published.
  await utimes(location, new Date(), new Date());
  return location;
}

function isUsable(location: string): boolean {
  try {
    openTable(location).db.close();
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** What was thrown at us by the file system or by SQLite; an error of whoever makes the rows stays as it is. */
function explain(folder: string, error: unknown): unknown {
  const isOurs =
    error instanceof Database.SqliteError ||
    (error instanceof Error && 'path' in error && String(error.path).startsWith(folder));
  if (!isOurs) return error;
  if (systemErrorCode(error)?.startsWith('SQLITE_CONSTRAINT')) return duplicateKey();
  return new UserError(
    'TABLE_UNWRITABLE',
    `A prediction table could not be written to ${folder}: ${error.message}`,
    'Make the folder writable and free some space, or choose another one',
  );
}
