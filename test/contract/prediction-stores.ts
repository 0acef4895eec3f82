import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';

import { postgresStore } from '../../src/stores/postgres/postgres.js';
import type { PredictionStore } from '../../src/stores/prediction-store.js';
import { redisStore } from '../../src/stores/redis/redis.js';
import { sqliteStore } from '../../src/stores/sqlite/sqlite.js';
import { splitLocation } from '../../src/stores/store-location.js';
import { realStores, startServer, type Server } from '../servers/start-server.mjs';

/** What the suite needs to know of a store beyond its port. */
export interface StoreUnderTest {
  readonly store: PredictionStore;
  /** Integer -> real, indexes included. */
  readonly maxBytesPerRow: number;
  /** How many tables a property is tried on: each takes a server a while. */
  readonly numRuns: number;
  /** Starts the server that the targets are on, if it has one. */
  start(): Promise<Server | undefined>;
  createTarget(): Promise<string>;
  removeTarget(target: string): Promise<void>;
  /** Everything in the target, tables and drafts alike. */
  list(target: string): Promise<readonly string[]>;
  /** Leaves half of a table. */
  damage(location: string): Promise<void>;
  /** Takes the room for another table away, or gives it back; only of a server. */
  limit?(target: string, isFull: boolean): Promise<void>;
  /** Something else where a table could be. @returns its location. */
  createForeign(target: string): Promise<string>;
}

/** In the targets it is named, not written: a location holds no password, and a reader needs nothing else. */
const PASSWORD = 'SERVEBENCH_TEST_PASSWORD';

/** One line for each store: the whole suite runs against it. */
export const STORES = {
  sqlite: {
    store: sqliteStore,
    maxBytesPerRow: 24,
    numRuns: 40,
    start: async () => undefined,
    createTarget: () => mkdtemp(join(tmpdir(), 'servebench-tables-')),
    removeTarget: (target) => rm(target, { recursive: true, force: true }),
    list: (target) => readdir(target),
    damage: async (location) => truncate(location, (await stat(location)).size / 2),
    createForeign: async (target) => {
      const location = join(target, 'foreign.db');
      await writeFile(location, 'not a table '.repeat(1000));
      return location;
    },
  },
  postgres: postgresUnderTest(),
  redis: redisUnderTest(),
} as const satisfies Record<string, StoreUnderTest>;

/** The stores that can be tested here; only `SERVEBENCH_SKIP_REDIS=1` leaves one out. */
export function storesUnderTest(): StoreUnderTest[] {
  const real: readonly string[] = realStores();
  return Object.values<StoreUnderTest>(STORES).filter(
    ({ store: { id } }) => id === 'sqlite' || real.includes(id),
  );
}

function postgresUnderTest(): StoreUnderTest {
  let url = '';
  const on = async <T>(
    target: string,
    work: (client: pg.Client, schema: string) => Promise<T>,
  ): Promise<T> => {
    const { searchParams } = new URL(splitLocation(target).url);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client, searchParams.get('schema') ?? '');
    } finally {
      await client.end();
    }
  };
  return {
    store: postgresStore,
    maxBytesPerRow: 80,
    numRuns: 12,
    start: async () => {
      const server = await startServer('postgres');
      ({ url } = server);
      process.env[PASSWORD] = new URL(url).password;
      return server;
    },
    createTarget: async () => named(`${url}?schema=t_${randomBytes(6).toString('hex')}`),
    removeTarget: (target) =>
      on(target, async (client, schema) => {
        await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      }),
    list: (target) =>
      on(target, async (client, schema) => {
        const { rows } = await client.query<{ name: string }>(
          `SELECT relname AS name FROM pg_class
           WHERE relnamespace = $1::regnamespace AND relkind = 'r' AND relname NOT LIKE 'prediction%'
           UNION ALL
           -- What a transaction has created and nobody else can see.
           SELECT relation::text FROM pg_locks
           WHERE mode = 'AccessExclusiveLock' AND relation NOT IN (SELECT oid FROM pg_class)`,
          [schema],
        );
        return rows.map(({ name }) => name);
      }),
    damage: (location) =>
      on(location, async (client, schema) => {
        const { rows } = await client.query<{ name: string }>(
          `SELECT relname AS name FROM pg_class WHERE relnamespace = $1::regnamespace AND relname LIKE 'rows%'
           AND relkind = 'r'`,
          [schema],
        );
        const table = `${schema}.${rows[0]?.name}`;
        await client.query(`DELETE FROM ${table} WHERE key > (SELECT max(key) / 2 FROM ${table})`);
        await client.query(`VACUUM ${table}`);
      }),
    // The same class of error as a full disk: what sorting the index may write. A role's setting is for new connections.
    limit: (target, isFull) =>
      on(target, async (client) => {
        for (const setting of ["maintenance_work_mem = '64kB'", "temp_file_limit = '0'"]) {
          const change = isFull ? `SET ${setting}` : `RESET ${setting.split(' ', 1)[0]}`;
          await client.query(`ALTER ROLE bench ${change}`);
        }
      }),
    createForeign: (target) =>
      on(target, async (client, schema) => {
        await client.query(
          `INSERT INTO ${schema}.prediction_table VALUES ('foreign', 'foreign', 1, false, false, 0, 'no document')`,
        );
        return `${target}#foreign`;
      }),
  };
}

function redisUnderTest(): StoreUnderTest {
  let url = '';
  const on = async <T>(target: string, work: (redis: Redis, prefix: string) => Promise<T>): Promise<T> => {
    const { searchParams } = new URL(splitLocation(target).url);
    const redis = new Redis(url);
    try {
      return await work(redis, searchParams.get('prefix') ?? '');
    } finally {
      redis.disconnect();
    }
  };
  return {
    store: redisStore,
    maxBytesPerRow: 120,
    numRuns: 25,
    start: async () => {
      const server = await startServer('redis');
      ({ url } = server);
      process.env[PASSWORD] = new URL(url).password;
      return server;
    },
    createTarget: async () => named(`${url}?prefix=t:${randomBytes(6).toString('hex')}:`),
    removeTarget: (target) =>
      on(target, async (redis, prefix) => {
        const keys = await redis.keys(`${prefix}*`);
        if (keys.length > 0) await redis.del(keys);
      }),
    list: (target) =>
      on(target, async (redis, prefix) => [
        ...(await redis.keys(`${prefix}rows:*`)),
        ...(await redis.keys(`${prefix}draft:*`)),
      ]),
    damage: (location) =>
      on(location, async (redis, prefix) => {
        const key = `${prefix}rows:${splitLocation(location).id}`;
        const fields = await redis.hkeys(key);
        await redis.hdel(key, ...fields.slice(fields.length / 2));
      }),
    limit: (target, isFull) =>
      on(target, async (redis) => {
        await redis.config('SET', 'maxmemory', isFull ? '2mb' : '0');
      }),
    createForeign: (target) =>
      on(target, async (redis, prefix) => {
        await redis.hset(`${prefix}tables`, 'foreign', 'no document');
        return `${target}#foreign`;
      }),
  };
}

function named(url: string): string {
  return url.replace(new URL(url).password, `\${${PASSWORD}}`);
}
