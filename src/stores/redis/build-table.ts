import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';

import type { Key, RowBatch, TablePlan, TableSchema, Value } from '../prediction-store.js';
import { createRowSource } from '../row-source.js';
import type { ServerName } from '../store-errors.js';
import { createTableContent, duplicateKey } from '../table-content.js';
import { tableId } from '../table-name.js';
import { explainCommand } from './connect.js';
import { decodeKey, decodeValue, encodeKey, encodeValue } from './encode-row.js';
import type { Names } from './keys.js';
import { readTable, removeDraft, runAll, type Registered } from './registry.js';

/** Rows of one HSET, and how many of them may be under way. */
const ROWS_PER_COMMAND = 500;
const COMMANDS_UNDER_WAY = 8;
/** Fields that Redis looks at to tell the size of a table: all of a small one, a sample of a large one. */
const EXACT_UP_TO = 100_000;
const SIZE_SAMPLES = 10_000;

export interface BuildSettings {
  readonly names: Names;
  readonly server: ServerName;
  /** Name of the connection that builds. */
  readonly builder: string;
  readonly temporary: boolean;
}

/**
 * Fills a draft, then gives it its name and registers it in one step (MULTI). See `Tables.build`.
 * @returns the id of the table, and what is registered of it
 */
export async function buildTable(
  redis: Redis,
  plan: TablePlan,
  rows: AsyncIterable<RowBatch> | Iterable<RowBatch>,
  { names, server, builder, temporary }: BuildSettings,
  signal: AbortSignal | undefined,
): Promise<{ id: string; registered: Registered }> {
  const draft = names.draft(randomBytes(8).toString('hex'));
  const content = createTableContent(plan.schema);
  const source = createRowSource(rows, content, signal);
  try {
    await refuseEviction(redis);
    await redis.hset(names.drafts, draft, builder);
    await sendRows(redis, draft, source.batches);
    // Equal keys that were not next to each other have become one field.
    if ((await redis.hlen(draft)) !== content.rows()) throw duplicateKey();
    const checksum = content.ascending()
      ? content.checksum()
      : await readChecksum(redis, draft, plan.schema, signal);
    const known = { schema: plan.schema, metadata: plan.metadata, rows: content.rows(), checksum };
    const id = tableId(plan.name, known);
    const built = await redis.incr(names.clock);
    const found = await readTable(redis, names, id);
    const table =
      found.status === 'whole'
        ? found.registered.table
        : { ...known, bytes: await sizeOf(redis, draft, content.rows()) };
    // A table that was to stay does, whoever builds the same for a while.
    const isKept = found.status === 'whole' && found.registered.owner === undefined;
    const owner = temporary && !isKept ? { owner: builder } : {};
    const registered: Registered = { name: plan.name, built, removed: false, ...owner, table };
    const steps = redis.multi().hset(names.tables, id, JSON.stringify(registered));
    // The same content is there already: readers may have it open, and it stays.
    if (found.status !== 'whole' && content.rows() > 0) steps.rename(draft, names.rows(id));
    await runAll(steps.unlink(draft).hdel(names.drafts, draft));
    return { id, registered };
  } catch (error) {
    // Where the server has gone, whoever connects next removes the draft.
    await removeDraft(redis, names, draft).catch(() => undefined);
    throw source.isTheirs(error) ? error : explainCommand(error, server);
  }
}

/** A server that makes room by removing any key would lose a table as a whole, and its rows would look like misses. */
async function refuseEviction(redis: Redis): Promise<void> {
  const info = await redis.info('memory');
  const limit = /^maxmemory:(\d+)/m.exec(info)?.[1] ?? '0';
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? '';
  if (limit !== '0' && policy.startsWith('allkeys')) {
    throw new Error(`its maxmemory-policy is ${policy}, which may remove the table; set it to noeviction`);
  }
}

async function sendRows(redis: Redis, draft: string, batches: AsyncIterable<RowBatch>): Promise<void> {
  const underWay: Promise<unknown>[] = [];
  let fields: (string | Buffer)[] = [];
  const send = async (): Promise<void> => {
    const sent = redis.hset(draft, ...fields);
    // Whoever waits for it below is told; nobody may be waiting yet.
    sent.catch(() => undefined);
    underWay.push(sent);
    fields = [];
    if (underWay.length >= COMMANDS_UNDER_WAY) await underWay.shift();
  };
  for await (const { keys, values } of batches) {
    for (let row = 0; row < keys.length; row++) {
      fields.push(encodeKey(keys[row] as Key), encodeValue(values[row] as Value));
      if (fields.length >= 2 * ROWS_PER_COMMAND) await send();
    }
  }
  if (fields.length > 0) await send();
  await Promise.all(underWay);
}

/** For rows that did not come in key order: Redis has none, so they are sorted here, all of them in memory. */
async function readChecksum(
  redis: Redis,
  draft: string,
  schema: TableSchema,
  signal: AbortSignal | undefined,
): Promise<string> {
  const rows: { readonly key: bigint | Buffer; readonly value: Value }[] = [];
  let cursor: string | Buffer = '0';
  do {
    const [next, fields]: [Buffer, Buffer[]] = await redis.hscanBuffer(draft, cursor, 'COUNT', 5000);
    for (let index = 0; index < fields.length; index += 2) {
      const [key, value] = fields.slice(index, index + 2) as [Buffer, Buffer];
      rows.push({ key: decodeKey(key, schema), value: decodeValue(value, schema) });
    }
    cursor = next.toString('latin1');
    signal?.throwIfAborted();
  } while (cursor !== '0');
  const content = createTableContent(schema);
  rows.sort((a, b) => compare(a.key, b.key));
  for (const { key, value } of rows) content.add(key, value);
  return content.checksum();
}

function compare(a: bigint | Buffer, b: bigint | Buffer): number {
  if (typeof a === 'bigint' || typeof b === 'bigint') return a < b ? -1 : 1;
  return Buffer.compare(a, b);
}

/** What Redis itself accounts for the hash, its table and its fields; an estimate from a sample for a large one. */
async function sizeOf(redis: Redis, key: string, rows: number): Promise<number> {
  return (await redis.memory('USAGE', key, 'SAMPLES', rows <= EXACT_UP_TO ? 0 : SIZE_SAMPLES)) ?? 0;
}
