import { randomBytes } from 'node:crypto';
import type pg from 'pg';

import type { StoreAccess } from '../../core/predictor-spec.js';
import type { Key, Overlay, TableSchema, Value } from '../prediction-store.js';
import { createReadQueue } from '../read-queue.js';
import { READ_TIMEOUT_MS, StoreReadError } from '../store-errors.js';
import { readStoreUrl, splitLocation } from '../store-url.js';
import { explainStatement, openClient, serverName } from './connect.js';
import { createLookUp } from './reader.js';
import { columnsOf, indexOn, lockOn, namesIn, type Names } from './schema.js';
import { sweep } from './tables.js';

/**
 * A temporary table without a log, held by the lock of this session: where its process is killed, whoever connects next
 * drops it. Rows are written on one connection and read on another, so a look-up waits for no write.
 */
export async function openOverlay(
  location: string,
  schema: TableSchema,
  access: StoreAccess = {},
): Promise<Overlay> {
  const address = readStoreUrl('postgres', splitLocation(location).url, access.password);
  const timeoutMs = access.timeoutMs ?? READ_TIMEOUT_MS;
  const names = namesIn(address.parameters['schema']);
  const id = `overlay-${randomBytes(8).toString('hex')}`;
  const rows = names.rows(id);
  const writer = await openClient(address, timeoutMs);
  const reader = await openClient(address, timeoutMs).catch(async (error: unknown) => {
    await writer.end();
    throw error;
  });
  const end = async (): Promise<void> => {
    await Promise.all([reader.end(), writer.end()]);
  };
  try {
    // Of an application that was killed, and is started again.
    await sweep(writer, names, `temporary AND id LIKE 'overlay-%'`);
    await create(writer, names, id, schema);
  } catch (error) {
    await end();
    throw explainStatement(error, serverName(address));
  }
  const lookUp = createLookUp(rows, { schema });
  let isBusy = false;
  const lane = {
    read: async (keys: readonly Key[]) => {
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
    get: createReadQueue(() => (isBusy ? undefined : lane)).get,
    put: async ({ keys, values }) => {
      await writer.query({
        name: 'put',
        text: insert,
        values: [Array.from(keys, parameterOf), Array.from(values, parameterOf)],
      });
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

function parameterOf(part: Key | Value): string | Buffer {
  return part instanceof Uint8Array
    ? Buffer.from(part.buffer, part.byteOffset, part.byteLength)
    : String(part);
}
