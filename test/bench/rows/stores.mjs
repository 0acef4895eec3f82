import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { Redis } from 'ioredis';
import pg from 'pg';

import { median } from '../../../dist/statistics/describe.js';
import { openStore } from '../../../dist/wiring.js';
import { startServer } from '../../servers/start-server.mjs';
import { interleave } from '../pairs.mjs';

const ROWS = 1_000_000;
const ROWS_PER_BATCH = 1000;
/** Look-ups of one measurement, and how many at once for the figure of a busy application. */
const LOOK_UPS = 5000;
const AT_ONCE = 32;

/** The most that a look-up through the port may cost, against the client library alone. */
const ALLOWED = { sqlite: 1.1, postgres: 1.1, redis: 1.25 };

/** Time of a look-up, one at a time, against the bare client on the same table. */
const storeRow = (id) => ({
  name: 'stores',
  title: `${id}: time of a look-up against the bare client, one at a time`,
  target: `ratio <= ${ALLOWED[id]}`,
  holds: ({ ratio }) => ratio <= ALLOWED[id],
  run: async ({ pairs }) => {
    const { target, stop } = await TARGETS[id]();
    try {
      const store = await openStore(id);
      const tables = await store.connect(target);
      const plan = { name: 'bench', schema: { key: 'integer', value: 'real' }, metadata: {} };
      const startedMs = performance.now();
      const info = await tables.build(plan, batches());
      const seconds = (performance.now() - startedMs) / 1000;
      const password = target.includes('://') ? decodeURIComponent(new URL(target).password) : undefined;
      const reader = await store.open(info.location, { password });
      const bare = await BARE[id](target, info.location);
      await report(id, info, seconds, reader, bare);
      const measure = (get) => (index) => medianUs(get, index);
      const result = await interleave(pairs, measure(bare.get), measure(reader.get));
      await Promise.all([reader.close(), bare.close(), tables.close()]);
      return result;
    } finally {
      await stop();
    }
  },
});

/** What the table in src/stores/README.md shows. */
async function report(id, info, seconds, reader, bare) {
  for (const get of [reader.get, bare.get]) await medianUs(get, 0);
  const figures = [
    `${Math.round(info.rows / seconds).toLocaleString('en')} rows/s loaded`,
    `${(info.bytes / info.rows).toFixed(1)} bytes/row`,
    `p50 ${(await medianUs(reader.get, 1)).toFixed(1)} us (bare ${(await medianUs(bare.get, 1)).toFixed(1)})`,
    `${AT_ONCE} at once ${await perSecond(reader.get)}/s (bare ${await perSecond(bare.get)})`,
  ];
  process.stderr.write(`  ${id}: ${figures.join(', ')}\n`);
}

async function medianUs(get, seed) {
  const times = [];
  for (let index = 0; index < LOOK_UPS; index++) {
    const key = keyAt(seed, index);
    const startedMs = performance.now();
    const value = await get(key);
    times.push((performance.now() - startedMs) * 1000);
    if (Number(value) !== valueOf(key)) throw new Error(`key ${key}: ${value} is not ${valueOf(key)}`);
  }
  return median(times);
}

async function perSecond(get) {
  const startedMs = performance.now();
  const ask = async (worker) => {
    for (let index = worker; index < 4 * LOOK_UPS; index += AT_ONCE) await get(keyAt(7, index));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => ask(worker)));
  return Math.round((4 * LOOK_UPS) / ((performance.now() - startedMs) / 1000)).toLocaleString('en');
}

/** Keys all over the table, in an order that no cache likes. */
function keyAt(seed, index) {
  return ((index + seed * LOOK_UPS) * 7_919) % ROWS;
}

function valueOf(key) {
  return Math.fround((key + 1) / (ROWS + 2));
}

function* batches() {
  for (let start = 0; start < ROWS; start += ROWS_PER_BATCH) {
    const keys = Array.from({ length: ROWS_PER_BATCH }, (_, index) => start + index);
    yield { keys, values: keys.map(valueOf) };
  }
}

const onServer = (kind) => async () => {
  const server = await startServer(kind, { durable: true });
  return { target: server.url, stop: () => server.stop() };
};
const TARGETS = {
  sqlite: async () => {
    const target = mkdtempSync(join(tmpdir(), 'servebench-bench-'));
    return { target, stop: async () => rmSync(target, { recursive: true, force: true }) };
  },
  postgres: onServer('postgres'),
  redis: onServer('redis'),
};

/** What a person would write: the client's own pool, one prepared statement or command, no layer. */
const BARE = {
  sqlite: async (_, location) => {
    const db = new Database(location, { readonly: true });
    db.pragma('mmap_size = 2147418112');
    db.exec('BEGIN');
    const select = db.prepare('SELECT value FROM prediction WHERE key = ?').pluck();
    return { get: (key) => select.get(key), close: async () => db.close() };
  },
  postgres: async (target) => {
    const pool = new pg.Pool({ connectionString: target });
    const found = await pool.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'servebench' AND tablename LIKE 'rows%'`,
    );
    const text = `SELECT value FROM servebench.${found.rows[0].tablename} WHERE key = $1`;
    const get = async (key) => (await pool.query({ name: 'get', text, values: [key] })).rows[0]?.value;
    return { get, close: () => pool.end() };
  },
  redis: async (target, location) => {
    const redis = new Redis(target);
    const key = `servebench:rows:${location.split('#')[1]}`;
    return { get: (field) => redis.hget(key, String(field)), close: async () => redis.disconnect() };
  },
};

export const rows = ['sqlite', 'postgres', 'redis'].map(storeRow);
