import type pg from 'pg';

import type { TableInfo, Tables } from '../prediction-store.js';
import { splitLocation, tableLocation } from '../store-location.js';
import type { StoreAddress } from '../store-url.js';
import { invalidTable } from '../table-errors.js';
import { checkName } from '../table-name.js';
import { buildTable } from './build-table.js';
import { explainStatement, openClient, serverName } from './connect.js';
import { readTable, type StoredTable } from './read-table.js';
import { createSchema, lockOn, namesIn, type Names } from './schema.js';
import { findServer } from './server.js';

/** A statement of these that takes longer is stuck; building a table may take as long as it likes. */
const STATEMENT_TIMEOUT_MS = 60_000;
/** How long tables that are to be removed are waited for while their last readers leave. */
const LEAVE_TIMEOUT_MS = 500;

/** See `PredictionStore.connect`. */
export async function connectTables(address: StoreAddress, isTemporary: boolean): Promise<Tables> {
  const client = await openClient(address, STATEMENT_TIMEOUT_MS);
  const names = namesIn(address.parameters['schema']);
  const server = serverName(address);
  const locate = ({ id, ...table }: StoredTable): TableInfo => ({
    location: tableLocation(address, id),
    ...table,
  });
  try {
    await createSchema(client, names);
    await sweep(client, names, 'removed OR temporary');
  } catch (error) {
    client.end().catch(() => undefined);
    throw explainStatement(error, server);
  }

  /** Transactions on the one connection follow each other, whoever calls. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work);
    last = done.catch(() => undefined);
    return done;
  };
  /** Tables of this connection alone. */
  const own = new Set<string>();
  const hold = (id: string): Promise<void> =>
    inTurn(async () => {
      if (!isTemporary || own.has(id)) return;
      await client.query(`SELECT pg_advisory_lock_shared(${lockOn(id)})`);
      own.add(id);
    });
  const publish = async (name: string, location: string): Promise<void> => {
    const { url, id } = splitLocation(location);
    const found = await readTable(client, names, id);
    if (found.status !== 'whole') throw invalidTable(location, reasonOf(found));
    if (found.name !== name || url !== address.written) {
      throw invalidTable(location, `it was not built as "${name}" at ${address.written}`);
    }
    await client.query(
      `INSERT INTO ${names.pointers} VALUES ($1, $2, nextval('${names.clock}'))
       ON CONFLICT (name) DO UPDATE SET id = excluded.id, moved = excluded.moved`,
      [name, id],
    );
  };
  const pointer = async (name: string): Promise<string | undefined> => {
    const select = `SELECT id FROM ${names.pointers} WHERE name = $1`;
    const { rows } = await client.query<{ id: string }>(select, [name]);
    return rows[0]?.id;
  };
  const current = async (name: string): Promise<TableInfo | undefined> => {
    const id = await pointer(name);
    if (id === undefined) return undefined;
    const found = await readTable(client, names, id);
    if (found.status === 'whole') return locate(found.table);
    throw invalidTable(tableLocation(address, id), reasonOf(found));
  };
  const prune = async (name: string): Promise<string[]> => {
    // What is younger than the pointer was built, and waits to be published.
    const { rows } = await client.query<{ id: string }>(
      `UPDATE ${names.tables} t SET removed = true FROM ${names.pointers} p
       WHERE p.name = $1 AND t.name = $1 AND t.id <> p.id AND t.built < p.moved AND NOT t.removed
       RETURNING t.id`,
      [name],
    );
    await sweep(client, names, 'removed');
    return rows.map(({ id }) => tableLocation(address, id));
  };

  return {
    build: async (plan, rows, signal) => {
      checkName(plan.name);
      const builder = await openClient(address);
      try {
        const settings = { names, server, temporary: isTemporary, hold };
        return locate(await buildTable(builder, plan, rows, settings, signal));
      } finally {
        await builder.end();
      }
    },
    publish: async (name, location) => {
      checkName(name);
      await inTurn(() => publish(name, location));
    },
    current: async (name) => {
      checkName(name);
      return inTurn(() => current(name));
    },
    pointer: async (name) => {
      checkName(name);
      const id = await inTurn(() => pointer(name));
      return id === undefined ? undefined : tableLocation(address, id);
    },
    prune: async (name) => {
      checkName(name);
      return inTurn(() => prune(name));
    },
    server: () => inTurn(() => findServer(client, address)),
    close: async () => {
      try {
        if (own.size > 0) await inTurn(() => removeOwn(client, names, [...own]));
      } catch {
        // The connection was lost, and the hold on the tables with it: another one removes them as anybody's.
        const other = await openClient(address, STATEMENT_TIMEOUT_MS);
        await sweep(other, names, 'removed OR temporary').finally(() => other.end());
      } finally {
        await client.end();
      }
    },
  };
}

function reasonOf(found: { readonly status: string; readonly reason?: string }): string {
  return found.reason ?? 'it is not there';
}

/** Drops tables that nobody reads any more. What is still read is left for whoever sweeps next. */
export async function sweep(client: pg.Client, names: Names, condition: string): Promise<void> {
  const { rows } = await client.query<{ id: string }>(`SELECT id FROM ${names.tables} WHERE ${condition}`);
  for (const { id } of rows) {
    await client.query('BEGIN');
    try {
      const lock = `SELECT pg_try_advisory_xact_lock(${lockOn(id)}) AS free`;
      const { rows: answers } = await client.query<{ free: boolean }>(lock);
      if (answers[0]?.free) await drop(client, names, id, condition);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  }
}

/** The tables of this connection, once the applications that read them have left. */
async function removeOwn(client: pg.Client, names: Names, ids: readonly string[]): Promise<void> {
  await client.query(`UPDATE ${names.tables} SET removed = true WHERE id = ANY($1) AND temporary`, [ids]);
  await client.query(`DELETE FROM ${names.pointers} WHERE id = ANY($1)`, [ids]);
  await client.query(`SET lock_timeout = ${LEAVE_TIMEOUT_MS}`);
  for (const id of ids) {
    try {
      await client.query(`BEGIN; SELECT pg_advisory_unlock_shared(${lockOn(id)})`);
      await client.query(`SELECT pg_advisory_xact_lock(${lockOn(id)})`);
      await drop(client, names, id, 'removed');
      await client.query('COMMIT');
    } catch {
      // Still read: it is marked, and goes with the next connection.
      await client.query('ROLLBACK');
    }
  }
}

async function drop(client: pg.Client, names: Names, id: string, condition: string): Promise<void> {
  const { rowCount } = await client.query(`DELETE FROM ${names.tables} WHERE id = $1 AND (${condition})`, [
    id,
  ]);
  if (rowCount === 0) return;
  await client.query(`DELETE FROM ${names.pointers} WHERE id = $1`, [id]);
  await client.query(`DROP TABLE IF EXISTS ${names.rows(id)}`);
}
