import type { IncomingHttpHeaders } from 'node:http';
import { Pool, type Dispatcher } from 'undici';

import { HEADER_LENGTH } from '../oip/datatypes.js';
import { createEjection, type Ejection } from './ejection.js';

export interface RemoteResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Bytes of the JSON at the start of the body, where binary tensors follow it. */
  readonly headerLength: number | undefined;
}

export interface RemoteRequest {
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export interface EndpointSettings {
  /** Longest wait for a connection, for the head of an answer, and between two parts of its body. */
  readonly timeoutMs: number;
  /** Sent with every request and every check. */
  readonly headers: Readonly<Record<string, string>>;
  /** Asked by GET whether the server is well; without one it is taken for well. */
  readonly healthPath: string | undefined;
}

/** More than a load keeps outstanding on one replica, so that requests never queue for a connection. */
const CONNECTIONS = 256;

/** An idle deployment has no timer under 1 s; an ejected server is looked at this often. */
export const CHECK_INTERVAL_MS = 1000;

/** One server: its connections, what is outstanding on it, whether it is in use. */
export class Endpoint {
  readonly url: string;
  outstanding = 0;
  readonly ejection: Ejection;
  readonly #pool: Pool;
  /** Path of the address itself, in front of what is asked there. */
  readonly #prefix: string;
  readonly #settings: EndpointSettings;

  constructor(url: string, settings: EndpointSettings) {
    const { origin, pathname } = new URL(url);
    this.url = url;
    this.#settings = settings;
    this.#prefix = pathname.replace(/\/$/, '');
    const { timeoutMs } = settings;
    this.#pool = new Pool(origin, {
      connections: CONNECTIONS,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connect: { timeout: timeoutMs },
    });
    this.ejection = createEjection(() => this.#isWell(), CHECK_INTERVAL_MS);
  }

  get isEjected(): boolean {
    return this.ejection.isEjected;
  }

  /** @param path what follows the server's own address */
  async post(path: string, { body, headers }: RemoteRequest): Promise<RemoteResponse> {
    this.outstanding++;
    try {
      return await dispatch(this.#pool, {
        method: 'POST',
        path: this.#prefix + path,
        headers: { ...headers, ...this.#settings.headers },
        body,
      });
    } finally {
      this.outstanding--;
    }
  }

  async close(): Promise<void> {
    this.ejection.close();
    await this.#pool.destroy();
  }

  async #isWell(): Promise<boolean> {
    const { healthPath, headers, timeoutMs } = this.#settings;
    if (healthPath === undefined) return true;
    const limitMs = Math.min(timeoutMs, CHECK_INTERVAL_MS);
    const { statusCode, body } = await this.#pool.request({
      method: 'GET',
      path: this.#prefix + healthPath,
      headers,
      signal: AbortSignal.timeout(limitMs),
    });
    await body.dump();
    return statusCode >= 200 && statusCode < 300;
  }
}

/** A raw dispatch handler costs a third less per request than `Pool.request`, which builds a stream for the body. */
function dispatch(pool: Pool, options: Dispatcher.DispatchOptions): Promise<RemoteResponse> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let answered: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, statusCode, received) => {
        status = statusCode;
        answered = received;
      },
      onResponseData: (_controller, chunk) => {
        chunks.push(chunk);
      },
      onResponseEnd: () => {
        const [only] = chunks;
        const received = chunks.length === 1 && only ? only : Buffer.concat(chunks);
        const stated = answered[HEADER_LENGTH];
        const headerLength = stated === undefined ? undefined : Number(stated);
        resolve({ status, headers: answered, body: received, headerLength });
      },
      onResponseError: (_controller, error) => reject(error),
    };
    pool.dispatch(options, handler);
  });
}
