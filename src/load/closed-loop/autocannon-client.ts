import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

/**
 * What autocannon 9 hands to `setupClient`: one connection, and what is used of it beyond its published types. Read in
 * its `lib/httpClient.js`; the integration tests fail where a later version differs.
 */
export interface AutocannonClient extends EventEmitter {
  /** The current socket; another one after every reconnection. */
  conn: Socket;
  /** Milliseconds. Set before the first request; the option of the same name is whole seconds. */
  timeout: number;
  /** Called once for each request, right before its bytes are written: at once after an answer or a new connection. */
  getRequestBuffer(): Buffer;
  /** One for all connections of this client; nothing but an answer's end makes it ready for the next answer. */
  readonly parser: { reinitialize(type: 'RESPONSE'): void; finish(): unknown };
  /** Leaves the current connection, and sends the next request on a new one. */
  _resetConnection(): void;
  /** Ends this connection for good. */
  destroy(): void;
}

/** What its event `headers` carries. */
export interface ResponseHead {
  readonly statusCode: number;
  /** Name, value, name, value, ... as they came. */
  readonly headers: readonly string[];
  /** False where the server ends the connection after this answer, by its headers or its version of HTTP. */
  readonly shouldKeepAlive: boolean;
}
