import { ReplyError, type Redis } from 'ioredis';

import type { StoreAccess } from '../../core/predictor-spec.js';
import type { Key, Reader, TableInfo, Value } from '../prediction-store.js';
import { createReadQueue, type Lane } from '../read-queue.js';
import { READ_TIMEOUT_MS, StoreReadError, type ServerName } from '../store-errors.js';
import { splitLocation } from '../store-location.js';
import { readStoreUrl } from '../store-url.js';
import { invalidTable, missingTable } from '../table-errors.js';
import { openConnection, serverName } from './connect.js';
import { decodeValue, encodeKey } from './encode-row.js';
import { namesUnder, readerName } from './keys.js';
import { readTable } from './registry.js';

/** Where keys are not found, the table is counted again, at most so often. */
const LOOK_MS = 1000;

/** See `PredictionStore.open`. */
export async function openReader(location: string, access: StoreAccess = {}): Promise<Reader> {
  const { url, id } = splitLocation(location);
  const address = readStoreUrl('redis', url, access.password);
  const timeoutMs = access.timeoutMs ?? READ_TIMEOUT_MS;
  // The name goes with the connection, before the table is looked up: whoever removes tables looks in the other order.
  const redis = await openConnection(address, { name: readerName(id), timeoutMs, comesBack: true });
  try {
    const names = namesUnder(address.parameters['prefix']);
    const found = await readTable(redis, names, id);
    if (found.status === 'missing') throw missingTable(location);
    if (found.status === 'invalid') throw invalidTable(location, found.reason);
    const table: TableInfo = { location, ...found.registered.table };
    const lane = new ReadLane(redis, names.rows(id), table, serverName(address), timeoutMs);
    const queue = createReadQueue(() => lane.free());
    return { table, get: queue.get, close: () => redis.disconnect() };
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

/** Never busy: commands follow each other on the connection without waiting for answers. */
class ReadLane implements Lane {
  /** A hash that is not there answers nothing for every key, which would pass for misses. */
  private isThere = true;
  private lookedMs = performance.now();

  constructor(
    private readonly redis: Redis,
    private readonly rows: string,
    private readonly table: TableInfo,
    private readonly server: ServerName,
    private readonly timeoutMs: number,
  ) {
    // A server that was started again may have come back without the table.
    redis.on('close', () => {
      this.isThere = false;
    });
    redis.on('ready', () => void this.look());
  }

  free(): Lane {
    const { product, address } = this.server;
    if (this.redis.status !== 'ready')
      throw new StoreReadError('STORE_DOWN', `no connection to ${product} at ${address}`);
    if (!this.isThere) {
      this.lookAgain();
      throw new StoreReadError('STORE_FAILED', `${product} at ${address} has lost the prediction table`);
    }
    return this;
  }

  async read(keys: readonly Key[]): Promise<readonly (Value | undefined)[]> {
    try {
      const [key] = keys;
      const fields =
        keys.length === 1 && key !== undefined
          ? [await this.redis.hgetBuffer(this.rows, encodeKey(key))]
          : await this.redis.hmgetBuffer(this.rows, ...keys.map(encodeKey));
      if (fields.includes(null)) this.lookAgain();
      return fields.map((field) => (field ? decodeValue(field, this.table.schema) : undefined));
    } catch (error) {
      throw this.explain(error);
    }
  }

  private lookAgain(): void {
    if (performance.now() - this.lookedMs > LOOK_MS) void this.look();
  }

  private async look(): Promise<void> {
    this.lookedMs = performance.now();
    try {
      this.isThere = (await this.redis.hlen(this.rows)) === this.table.rows;
    } catch {
      // It has gone again; `ready` looks once more.
    }
  }

  private explain(error: unknown): StoreReadError {
    const { product, address } = this.server;
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof ReplyError)
      return new StoreReadError('STORE_FAILED', `${product} at ${address}: ${reason}`);
    if (reason === 'Command timed out') {
      return new StoreReadError(
        'STORE_TIMEOUT',
        `${product} at ${address} did not answer within ${this.timeoutMs} ms`,
      );
    }
    return new StoreReadError('STORE_DOWN', `the connection to ${product} at ${address} was lost: ${reason}`);
  }
}
