import pg from 'pg';

import type { StoreAccess } from '../../core/predictor-spec.js';
import type { Reader, TableInfo } from '../prediction-store.js';
import { createReadQueue, type Lane } from '../read-queue.js';
import { READ_TIMEOUT_MS, StoreReadError, type ServerName } from '../store-errors.js';
import { splitLocation } from '../store-location.js';
import { readStoreUrl, type StoreAddress } from '../store-url.js';
import { invalidTable, missingTable } from '../table-errors.js';
import { openClient, serverName } from './connect.js';
import { createLookUp } from './look-up.js';
import { ReadLane } from './read-lane.js';
import { readTable } from './read-table.js';
import { lockOn, namesIn } from './schema.js';

/** Of 1, 2 and 4 the best at 32 clients (24,000, 30,000 and 27,000 requests/s): look-ups of one turn share a message. */
const CONNECTIONS = 2;

/** See `PredictionStore.open`. */
export async function openReader(location: string, access: StoreAccess = {}): Promise<Reader> {
  const { url, id } = splitLocation(location);
  const address = readStoreUrl('postgres', url, access.password);
  const timeoutMs = access.timeoutMs ?? READ_TIMEOUT_MS;
  const first = await openClient(address, timeoutMs);
  const table = await claim(first, address, location, id).catch((error: unknown) => {
    first.end().catch(() => undefined);
    throw error;
  });
  const rows = namesIn(address.parameters['schema']).rows(id);
  const lanes: ReadLane[] = [];
  const queue = createReadQueue(() => freeLane(lanes, server));
  const server = serverName(address);
  for (let index = 0; index < CONNECTIONS; index++) {
    const connect = async (): Promise<pg.Client> => {
      const client = await openClient(address, timeoutMs);
      await hold(client, id);
      return client;
    };
    lanes.push(new ReadLane(createLookUp(rows, table), connect, server, timeoutMs, queue.flush));
  }
  const [main, ...others] = lanes;
  main?.use(first);
  const close = async (): Promise<void> => {
    await Promise.all(lanes.map((lane) => lane.close()));
  };
  try {
    await Promise.all(others.map((lane) => lane.start()));
  } catch (error) {
    await close();
    throw error;
  }
  return { table, get: queue.get, close };
}

/** Marks the table as read by this session, then looks it up: whoever removes tables looks in the other order. */
async function claim(
  client: pg.Client,
  address: StoreAddress,
  location: string,
  id: string,
): Promise<TableInfo> {
  await hold(client, id);
  const names = namesIn(address.parameters['schema']);
  const found = await readTable(client, names, id).catch((error: unknown) => {
    // Nothing was ever built in this database: undefined_table, invalid_schema_name.
    if (error instanceof pg.DatabaseError && /^(42P01|3F000)$/.test(error.code ?? '')) {
      return { status: 'missing' } as const;
    }
    throw error;
  });
  if (found.status === 'missing') throw missingTable(location);
  if (found.status === 'invalid') throw invalidTable(location, found.reason);
  const { id: _, ...table } = found.table;
  return { location, ...table };
}

/** The plan is made once: a look-up by index needs no other for other keys. */
async function hold(client: pg.Client, id: string): Promise<void> {
  await client.query(
    `SET plan_cache_mode = force_generic_plan; SELECT pg_advisory_lock_shared(${lockOn(id)})`,
  );
}

function freeLane(lanes: readonly ReadLane[], { product, address }: ServerName): Lane | undefined {
  let isAnyUp = false;
  for (const lane of lanes) {
    if (lane.isUp && !lane.isBusy) return lane;
    isAnyUp ||= lane.isUp;
  }
  if (!isAnyUp) throw new StoreReadError('STORE_DOWN', `no connection to ${product} at ${address}`);
  return undefined;
}
