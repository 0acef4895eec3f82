import { randomBytes } from 'node:crypto';
import type pg from 'pg';

import type { RowBatch, TableSchema } from '../prediction-store.js';
import type { Lane } from '../read-queue.js';
import { StoreReadError } from '../store-errors.js';
import type { StoreAddress } from '../store-url.js';
import { explainStatement, openClient, serverName } from './connect.js';
import { createLookUp, parameterOf } from './look-up.js';
import { columnsOf, indexOn, lockOn, namesIn, type Names } from './schema.js';
import { sweep } from './tables.js';

/** A temporary table of rows that live answers added, and the two connections that it lives and ends with. */
export interface OverlaySession {
  /** False for good once a connection was lost. */
  readonly isUp: boolean;
  /** undefined while it waits for an answer. */
  readonly freeLane: Lane | undefined;
  put(rows: RowBatch): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A table without a log, held by the lock of this session: where its process is killed, whoever connects next drops it.
 * Rows are written on one connection and read on another, so a look-up waits for no write.
 * @throws DeploymentError as `PredictionStore.openOverlay`
 */
export async function openOverlaySession(
  address: StoreAddress,
  schema: TableSchema,
  timeoutMs: number,
): Promise<OverlaySession> {
  const names = namesIn(address.parameters['schema']);
  const id = `overlay-${randomBytes(8).toString('hex')}`;
  const rows = names.rows(id);
  const clients: pg.Client[] = [];
  let isUp = true;
  let isBusy = false;
  /** Both or none: what one holds and the other cannot reach would only be in the way. */
  const end = async (): Promise<void> => {
    isUp = false;
    await Promise.all(clients.map((client) => client.end()));
  };
  const connect = async (): Promise<pg.Client> => {
    const client = await openClient(address, timeoutMs);
    clients.push(client);
    client.once('end', () => void end().catch(() => undefined));
    return client;
  };
  let writer: pg.Client;
  let reader: pg.Client;
  try {
    writer = await connect();
    reader = await connect();
    // Of an application that was killed, and is started again.
    await sweep(writer, names, `temporary AND id LIKE 'overlay-%'`);
    await create(writer, names, id, schema);
  } catch (error) {
    await end();
    throw clients.length < 2 ? error : explainStatement(error, serverName(address));
  }
  const lookUp = createLookUp(rows, { schema });
  const lane: Lane = {
    read: async (keys) => {
      isBusy = true;
      try {
        return await lookUp(reader, keys);
      } catch (error) {
        const { product, address: at } = serverName(address);
        throw new StoreReadError('STORE_FAILED', `${product} at ${at}: ${String(error)}`);
      } finally {
        isBusy = false;
      }
    },
  };
  const keyType = schema.key === 'integer' ? 'bigint' : 'bytea';
  const valueType = schema.value === 'real' ? 'double precision' : 'bytea';
  const insert = `INSERT INTO ${rows} SELECT * FROM unnest($1::${keyType}[], $2::${valueType}[]) ON CONFLICT DO NOTHING`;
  return {
    get isUp() {
      return isUp;
    },
    get freeLane() {
      return isBusy ? undefined : lane;
    },
    put: async ({ keys, values }) => {
      const parameters = [Array.from(keys, parameterOf), Array.from(values, parameterOf)];
      await writer.query({ name: 'put', text: insert, values: parameters });
    },
    clear: async () => {
      await writer.query(`TRUNCATE ${rows}`);
    },
    close: async () => {
      try {
        await writer.query(`DELETE FROM ${names.tables} WHERE id = '${id}'; DROP TABLE IF EXISTS ${rows}`);
      } catch {
        // The server has gone: whoever connects next drops it.
      } finally {
        await end();
      }
    },
  };
}

/** Held before it can be seen by others. */
async function create(client: pg.Client, names: Names, id: string, schema: TableSchema): Promise<void> {
  const rows = names.rows(id);
  await client.query(`SELECT pg_advisory_lock_shared(${lockOn(id)})`);
  await client.query(`
    BEGIN;
    CREATE UNLOGGED TABLE ${rows} (${columnsOf(schema)});
    ${indexOn(rows, schema)};
    INSERT INTO ${names.tables} VALUES ('${id}', '${id}', nextval('${names.clock}'), false, true, 0, '{}');
    COMMIT;
  `);
}
