import { createHash } from 'node:crypto';
import pg from 'pg';

import type { TableSchema } from '../prediction-store.js';

/*
 * All that we keep is in one schema, `servebench` where the URL has no other in `?schema=`:
 *
 * prediction_table     a row for each complete table: what it holds, when it was built
 * prediction_pointer   name -> the published table
 * prediction_clock     tells "built before the pointer was moved" from "waits to be published"
 * rows_<24 hex digits> the rows of a table, never written again once it is registered
 *
 * A build is one transaction, so of a build that was killed the server itself leaves nothing.
 */

/** Names of everything in one schema, quoted. */
export interface Names {
  readonly schema: string;
  readonly tables: string;
  readonly pointers: string;
  readonly clock: string;
  /** The rows of a table, by its id. */
  rows(id: string): string;
  /** The same, without the schema: what ALTER TABLE RENAME takes. */
  bareRows(id: string): string;
  draft(random: string): string;
}

export function namesIn(schema = 'servebench'): Names {
  const quoted = pg.escapeIdentifier(schema);
  const bareRows = (id: string): string =>
    `rows_${createHash('sha256').update(id).digest('hex').slice(0, 24)}`;
  return {
    schema: quoted,
    tables: `${quoted}.prediction_table`,
    pointers: `${quoted}.prediction_pointer`,
    clock: `${quoted}.prediction_clock`,
    rows: (id) => `${quoted}.${bareRows(id)}`,
    bareRows,
    draft: (random) => `${quoted}.draft_${random}`,
  };
}

/** Columns of a table of rows. */
export function columnsOf({ key, value }: TableSchema): string {
  const keyType = key === 'integer' ? 'bigint' : 'bytea';
  return `key ${keyType} NOT NULL, value ${value === 'real' ? 'double precision' : 'bytea'} NOT NULL`;
}

/**
 * The index of a table of rows. Byte keys get a hash index: a B-tree refuses keys of more than 2704 bytes, and a hash
 * index is held against the whole key in the table. It cannot be unique; equal keys are found by the checksum.
 */
export function indexOn(table: string, { key }: TableSchema): string {
  return key === 'integer'
    ? `ALTER TABLE ${table} ADD PRIMARY KEY (key)`
    : `CREATE INDEX ON ${table} USING hash (key)`;
}

/** First half of every advisory lock of ours: "SBPT". */
const LOCK_CLASS = 0x53_42_50_54;

/**
 * Arguments of an advisory lock on something of ours. Sessions that read a table share the lock on it, and the server
 * drops a session's locks with its connection: who holds a table is known even of a process that was killed.
 * Two things with the same 32 bits are held together, which keeps one of them longer than needed and is no error.
 */
export function lockOn(thing: string): string {
  return `${LOCK_CLASS}, ${createHash('sha256').update(thing).digest().readInt32BE(0)}`;
}

/** Creates what is missing. Two processes that do so at once wait for each other. */
export async function createSchema(client: pg.Client, names: Names): Promise<void> {
  const found = await client.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [
    names.pointers,
  ]);
  if (found.rows[0]?.exists) return;
  await client.query(`
    BEGIN;
    SELECT pg_advisory_xact_lock(${lockOn('schema')});
    CREATE SCHEMA IF NOT EXISTS ${names.schema};
    CREATE SEQUENCE IF NOT EXISTS ${names.clock};
    CREATE TABLE IF NOT EXISTS ${names.tables} (
      id text PRIMARY KEY, name text NOT NULL, built bigint NOT NULL, removed boolean NOT NULL DEFAULT false,
      temporary boolean NOT NULL, heap_bytes bigint NOT NULL, document text NOT NULL);
    CREATE TABLE IF NOT EXISTS ${names.pointers} (name text PRIMARY KEY, id text NOT NULL, moved bigint NOT NULL);
    COMMIT;
  `);
}
