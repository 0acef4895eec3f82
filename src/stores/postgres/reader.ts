import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

import type { StoreAccess } from '../../core/predictor-spec.js';
import type { Key, Reader, TableInfo, Value } from '../prediction-store.js';
import { createReadQueue, type Lane } from '../read-queue.js';
import { backOffMs, READ_TIMEOUT_MS, StoreReadError, type ServerName } from '../store-errors.js';
import { readStoreUrl, splitLocation, type StoreAddress } from '../store-url.js';
import { invalidTable, missingTable } from '../table-errors.js';
import { openClient, serverName } from './connect.js';
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

type LookUp = (client: pg.Client, keys: readonly Key[]) => Promise<readonly (Value | undefined)[]>;

/** Named, so prepared, statements on each connection: one for a single key, which is a fifth faster, one for several. */
export function createLookUp(rows: string, { schema }: Pick<TableInfo, 'schema'>): LookUp {
  const isInteger = schema.key === 'integer';
  const one = `SELECT value FROM ${rows} WHERE key = $1`;
  const several = `SELECT key, value FROM ${rows} WHERE key = ANY($1::${isInteger ? 'bigint' : 'bytea'}[])`;
  const nameOf = (key: Key | string): string =>
    key instanceof Uint8Array ? Buffer.from(key).toString('latin1') : String(key);
  const parameterOf = (key: Key): string | Buffer =>
    key instanceof Uint8Array ? Buffer.from(key.buffer, key.byteOffset, key.byteLength) : String(key);
  return async (client, keys) => {
    const [first] = keys;
    if (keys.length === 1 && first !== undefined) {
      const values = [parameterOf(first)];
      const { rows: found } = await client.query<[Value]>({
        name: 'one',
        text: one,
        values,
        rowMode: 'array',
      });
      return [found[0]?.[0]];
    }
    const values = [isInteger ? `{${keys.join(',')}}` : keys.map(parameterOf)];
    const { rows: found } = await client.query<[string | Buffer, Value]>({
      ...{ name: 'several', text: several, values },
      rowMode: 'array',
    });
    const valueOf = new Map(found.map(([key, value]) => [nameOf(key), value]));
    return keys.map((key) => valueOf.get(nameOf(key)));
  };
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

/** A connection that comes back: it is lost with its server, or given up when an answer takes too long. */
class ReadLane implements Lane {
  isBusy = false;
  private client: pg.Client | undefined;
  private isClosed = false;
  private readonly closing = new AbortController();

  constructor(
    private readonly lookUp: LookUp,
    private readonly connect: () => Promise<pg.Client>,
    private readonly server: ServerName,
    private readonly timeoutMs: number,
    private readonly onChange: () => void,
  ) {}

  get isUp(): boolean {
    return this.client !== undefined;
  }

  async start(): Promise<void> {
    this.use(await this.connect());
  }

  use(client: pg.Client): void {
    if (this.isClosed) {
      client.end().catch(() => undefined);
      return;
    }
    this.client = client;
    client.once('end', () => this.lose(client));
    this.onChange();
  }

  async read(keys: readonly Key[]): Promise<readonly (Value | undefined)[]> {
    const { client } = this;
    if (!client) throw new StoreReadError('STORE_DOWN', `no connection to ${this.server.product}`);
    this.isBusy = true;
    try {
      return await this.lookUp(client, keys);
    } catch (error) {
      // An error that the server reports leaves the connection as it was.
      if (!(error instanceof pg.DatabaseError)) this.lose(client);
      throw this.explain(error);
    } finally {
      this.isBusy = false;
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.closing.abort();
    await this.client?.end();
  }

  private lose(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    if (this.isClosed) return;
    // Not `end`: it waits for an answer that does not come.
    client.end().catch(() => undefined);
    this.onChange();
    void this.comeBack();
  }

  /** Timers run only while the server is away. */
  private async comeBack(): Promise<void> {
    for (let attempt = 1; !this.isClosed; attempt++) {
      try {
        await sleep(backOffMs(attempt), undefined, { signal: this.closing.signal, ref: false });
        return await this.start();
      } catch {
        // Still away; every look-up in the meantime says so.
      }
    }
  }

  private explain(error: unknown): StoreReadError {
    const { product, address } = this.server;
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof pg.DatabaseError)
      return new StoreReadError('STORE_FAILED', `${product} at ${address}: ${reason}`);
    if (reason === 'Query read timeout') {
      return new StoreReadError(
        'STORE_TIMEOUT',
        `${product} at ${address} did not answer within ${this.timeoutMs} ms`,
      );
    }
    return new StoreReadError('STORE_DOWN', `the connection to ${product} at ${address} was lost: ${reason}`);
  }
}
