import { ReplyError, type Redis } from 'ioredis';

import type { StoreAccess } from '../../core/predictor-spec.js';
import type { Key, Reader, TableInfo, Value } from '../prediction-store.js';
import { createReadQueue, type Lane } from '../read-queue.js';
import { READ_TIMEOUT_MS, StoreReadError, type ServerName } from '../store-errors.js';
import { readStoreUrl, splitLocation, type StoreAddress } from '../store-url.js';
import { invalidTable, missingTable } from '../table-errors.js';
import { openConnection, serverName } from './connect.js';
import { decodeValue, encodeKey } from './encode-row.js';
import { namesUnder, readerName } from './keys.js';
import { readTable } from './registry.js';

/** See `PredictionStore.open`. */
export async function openReader(location: string, access: StoreAccess = {}): Promise<Reader> {
  const { url, id } = splitLocation(location);
  const address = readStoreUrl('redis', url, access.password);
  const timeoutMs = access.timeoutMs ?? READ_TIMEOUT_MS;
  // The name goes with the connection, before the table is looked up: whoever removes tables looks in the other order.
  const redis = await openConnection(address, { name: readerName(id), timeoutMs, comesBack: true });
  try {
    const table = await claim(redis, address, location, id);
    const rows = namesUnder(address.parameters['prefix']).rows(id);
    const server = serverName(address);
    const lane = createLane(redis, rows, table, (error) => explain(error, server, timeoutMs));
    const queue = createReadQueue(() => {
      if (redis.status === 'ready') return lane;
      throw new StoreReadError('STORE_DOWN', `no connection to ${server.product} at ${server.address}`);
    });
    return { table, get: queue.get, close: () => redis.disconnect() };
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

async function claim(redis: Redis, address: StoreAddress, location: string, id: string): Promise<TableInfo> {
  const found = await readTable(redis, namesUnder(address.parameters['prefix']), id);
  if (found.status === 'missing') throw missingTable(location);
  if (found.status === 'invalid') throw invalidTable(location, found.reason);
  return { location, ...found.registered.table };
}

/** Never busy: commands follow each other on the connection without waiting for answers. */
function createLane(
  redis: Redis,
  rows: string,
  { schema }: TableInfo,
  explainRead: (error: unknown) => StoreReadError,
): Lane {
  const decode = (field: Buffer | null | undefined): Value | undefined =>
    field ? decodeValue(field, schema) : undefined;
  return {
    read: async (keys: readonly Key[]) => {
      try {
        const [key] = keys;
        if (keys.length === 1 && key !== undefined)
          return [decode(await redis.hgetBuffer(rows, encodeKey(key)))];
        return (await redis.hmgetBuffer(rows, ...keys.map(encodeKey))).map(decode);
      } catch (error) {
        throw explainRead(error);
      }
    },
  };
}

function explain(error: unknown, { product, address }: ServerName, timeoutMs: number): StoreReadError {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof ReplyError)
    return new StoreReadError('STORE_FAILED', `${product} at ${address}: ${reason}`);
  if (reason === 'Command timed out') {
    return new StoreReadError(
      'STORE_TIMEOUT',
      `${product} at ${address} did not answer within ${timeoutMs} ms`,
    );
  }
  return new StoreReadError('STORE_DOWN', `the connection to ${product} at ${address} was lost: ${reason}`);
}
