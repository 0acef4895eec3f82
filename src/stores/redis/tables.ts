import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';

import type { TableInfo, Tables } from '../prediction-store.js';
import { splitLocation, tableLocation } from '../store-location.js';
import type { StoreAddress } from '../store-url.js';
import { invalidTable } from '../table-errors.js';
import { checkName } from '../table-name.js';
import { buildTable } from './build-table.js';
import { explainCommand, openConnection, serverName } from './connect.js';
import { builderName, namesUnder, readerName, type Names } from './keys.js';
import {
  connectionNames,
  parsePointer,
  parseRegistered,
  readTable,
  removePointers,
  removeTable,
  sweep,
  type Registered,
} from './registry.js';
import { findServer } from './server.js';

/** A command of these that takes longer is stuck. */
const COMMAND_TIMEOUT_MS = 60_000;
/** How often, and how long apart, readers of tables that are to be removed are looked for. */
const LEAVE_LOOKS = 5;
const LEAVE_MS = 100;

/** See `PredictionStore.connect`. */
export async function connectTables(address: StoreAddress, isTemporary: boolean): Promise<Tables> {
  const builder = builderName(randomBytes(8).toString('hex'));
  const redis = await openConnection(address, {
    name: builder,
    timeoutMs: COMMAND_TIMEOUT_MS,
    comesBack: true,
  });
  const names = namesUnder(address.parameters['prefix']);
  const server = serverName(address);
  const locate = (id: string, { table }: Registered): TableInfo => ({
    location: tableLocation(address, id),
    ...table,
  });
  try {
    await sweep(redis, names);
  } catch (error) {
    redis.disconnect();
    throw explainCommand(error, server);
  }
  /** Tables of this connection alone. */
  const own = new Set<string>();

  return {
    build: async (plan, rows, signal) => {
      checkName(plan.name);
      await sweep(redis, names);
      const settings = { names, server, builder, temporary: isTemporary };
      const { id, registered } = await buildTable(redis, plan, rows, settings, signal);
      if (registered.owner === builder) own.add(id);
      return locate(id, registered);
    },
    publish: async (name, location) => {
      checkName(name);
      const { url, id } = splitLocation(location);
      const found = await readTable(redis, names, id);
      if (found.status !== 'whole') throw invalidTable(location, reasonOf(found));
      if (found.registered.name !== name || url !== address.written) {
        throw invalidTable(location, `it was not built as "${name}" at ${address.written}`);
      }
      const moved = await redis.incr(names.clock);
      await redis.hset(names.pointers, name, JSON.stringify({ id, moved }));
    },
    current: async (name) => {
      checkName(name);
      const pointer = parsePointer(await redis.hget(names.pointers, name));
      if (!pointer) return undefined;
      const found = await readTable(redis, names, pointer.id);
      if (found.status === 'whole') return locate(pointer.id, found.registered);
      throw invalidTable(tableLocation(address, pointer.id), reasonOf(found));
    },
    pointer: async (name) => {
      checkName(name);
      const pointer = parsePointer(await redis.hget(names.pointers, name));
      return pointer && tableLocation(address, pointer.id);
    },
    prune: async (name) => {
      checkName(name);
      const ids = await markOld(redis, names, name);
      await sweep(redis, names);
      return ids.map((id) => tableLocation(address, id));
    },
    server: () => findServer(redis, address),
    close: async () => {
      try {
        await removeOwn(redis, names, own);
      } finally {
        redis.disconnect();
      }
    },
  };
}

function reasonOf(found: { readonly status: string; readonly reason?: string }): string {
  return found.reason ?? 'it is not there';
}

/** Marks the tables of `name` from before the pointer was moved. What is younger waits to be published. */
async function markOld(redis: Redis, names: Names, name: string): Promise<string[]> {
  const pointer = parsePointer(await redis.hget(names.pointers, name));
  if (!pointer) return [];
  const tables = Object.entries(await redis.hgetall(names.tables));
  const old = tables.flatMap(([id, text]) => {
    const registered = parseRegistered(text);
    const isOld = registered?.name === name && id !== pointer.id && registered.built < pointer.moved;
    return isOld && !registered.removed ? [{ id, registered }] : [];
  });
  for (const { id, registered } of old) await mark(redis, names, id, registered);
  return old.map(({ id }) => id);
}

async function mark(redis: Redis, names: Names, id: string, registered: Registered): Promise<void> {
  await redis.hset(names.tables, id, JSON.stringify({ ...registered, removed: true }));
}

/** The tables of this connection, once the applications that read them have left; or by whoever sweeps next. */
async function removeOwn(redis: Redis, names: Names, own: ReadonlySet<string>): Promise<void> {
  for (const id of own) {
    const found = await readTable(redis, names, id);
    if (found.status === 'whole') await mark(redis, names, id, found.registered);
    await removePointers(redis, names, id);
  }
  let left = [...own];
  for (let look = 0; left.length > 0 && look < LEAVE_LOOKS; look++) {
    if (look > 0) await sleep(LEAVE_MS);
    const present = await connectionNames(redis);
    for (const id of left) if (!present.has(readerName(id))) await removeTable(redis, names, id);
    left = left.filter((id) => present.has(readerName(id)));
  }
}
