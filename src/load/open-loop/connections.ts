import { KnownHeads } from './answer-head.js';
import { Connection, type ReadingSettings } from './connection.js';

/** A server may drop a connection that it has not heard of for a while: every keep-alive server does. */
const IDLE_US = 1e6;

/** Node.js servers drop idle connections after 5 s; sending right then would be cut off. */
const STALE_US = 4e6;

/** How long opening connections ahead may take. */
const OPEN_MS = 1000;

/** What the kernel hands over at once, at most. */
const READ_BYTES = 64 * 1024;

/** What became of a connection with its request. */
export type Ending = 'answered' | 'cut-off' | 'given-up';

/**
 * As many connections as there are requests outstanding: a request goes out at once, on a free connection or a new one.
 * The free one that was used last is used first, as in the pools of most clients.
 */
export class Connections {
  readonly #url: URL;
  readonly #reading: ReadingSettings;
  readonly #all = new Set<Connection>();
  readonly #free: Connection[] = [];
  #closedByServer = 0;

  /** @param keepsBody of each answer, for whoever asked. */
  constructor(url: string, keepsBody = false) {
    this.#url = new URL(url);
    this.#reading = { heads: new KnownHeads(), readBuffer: Buffer.allocUnsafeSlow(READ_BYTES), keepsBody };
  }

  /** How many the server closed in use: it cut off a request, announced the end, or ended it right after an answer. */
  get closedByServer(): number {
    return this.#closedByServer;
  }

  /**
   * Opens this many ahead, so that no request of a calm trial pays for connecting. What fails, or takes longer than
   * a second, shows when a request is sent.
   */
  async open(count: number, signal: AbortSignal): Promise<void> {
    const opening = Array.from({ length: count }, () => this.#create());
    const all = Promise.all(opening.map((connection) => connection.opened()));
    const late = AbortSignal.any([signal, AbortSignal.timeout(OPEN_MS)]);
    await Promise.race([
      all,
      new Promise((resolve) => late.addEventListener('abort', resolve, { once: true })),
    ]);
    for (const connection of opening) {
      if (connection.isUsable && connection.wasUp) this.#free.push(connection);
      else this.#discard(connection);
    }
  }

  take(): Connection {
    for (;;) {
      const connection = this.#free.pop();
      if (!connection) return this.#create();
      if (connection.isUsable && connection.unusedUs < STALE_US) return connection;
      this.#discard(connection);
    }
  }

  /** Takes back what `take` gave. */
  release(connection: Connection, ending: Ending): void {
    const isUsable = ending === 'answered' && connection.isUsable;
    if (isUsable) return void this.#free.push(connection);
    if (ending !== 'given-up') this.#closedByServer++;
    this.#discard(connection);
  }

  close(): void {
    for (const connection of this.#all) this.#discard(connection);
  }

  #create(): Connection {
    const connection = new Connection(this.#url, this.#reading, (closed) => this.#onClosed(closed));
    this.#all.add(connection);
    return connection;
  }

  #discard(connection: Connection): void {
    this.#all.delete(connection);
    connection.destroy();
  }

  /** Ours were discarded before they close. */
  #onClosed(connection: Connection): void {
    if (!this.#all.delete(connection)) return;
    const index = this.#free.indexOf(connection);
    if (index >= 0) this.#free.splice(index, 1);
    if (connection.wasUp && connection.unusedUs < IDLE_US) this.#closedByServer++;
  }
}
