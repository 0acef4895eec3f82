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
  /** Called once for each request, right before its bytes are written. */
  getRequestBuffer(): Buffer;
  /** Ends this connection for good. */
  destroy(): void;
}

/** What its event `headers` carries. */
export interface ResponseHead {
  readonly statusCode: number;
  /** Name, value, name, value, ... as they came. */
  readonly headers: readonly string[];
}
