import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Key, Value } from '../prediction-store.js';
import type { Lane } from '../read-queue.js';
import { backOffMs, StoreReadError, type ServerName } from '../store-errors.js';
import type { LookUp } from './look-up.js';

/** A connection that comes back: it is lost with its server, or given up when an answer takes too long. */
export class ReadLane implements Lane {
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
