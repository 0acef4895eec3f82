import type { IncomingHttpHeaders } from 'node:http';
import { Pool, type Dispatcher } from 'undici';

import { HEADER_LENGTH } from '../oip/datatypes.js';

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

/** Sends each request to the endpoint with the least outstanding ones. */
export interface Balancer {
  /** @throws Error on a timeout, or where the connection breaks twice. */
  post(path: string, request: RemoteRequest): Promise<RemoteResponse>;
  close(): Promise<void>;
}

interface Endpoint {
  readonly pool: Pool;
  outstanding: number;
}

/** More than a load keeps outstanding on one replica, so that requests never queue for a connection. */
const CONNECTIONS = 256;

/** undici balances over connections, not over servers; this is the missing part. */
export function createBalancer(urls: readonly string[], timeoutMs: number): Balancer {
  const endpoints = urls.map((url): Endpoint => {
    const pool = new Pool(url, {
      connections: CONNECTIONS,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    return { pool, outstanding: 0 };
  });

  const attempt = async (path: string, request: RemoteRequest): Promise<RemoteResponse> => {
    const endpoint = leastOutstanding(endpoints);
    endpoint.outstanding++;
    try {
      return await dispatch(endpoint.pool, path, request);
    } finally {
      endpoint.outstanding--;
    }
  };

  return {
    post: async (path, request) => {
      try {
        return await attempt(path, request);
      } catch (error) {
        // Inference is idempotent: a connection that broke under a request is worth one more try.
        if (isBroken(error)) return attempt(path, request);
        throw error;
      }
    },
    close: async () => {
      await Promise.all(endpoints.map(({ pool }) => pool.destroy()));
    },
  };
}

function leastOutstanding(endpoints: readonly Endpoint[]): Endpoint {
  let best = endpoints[0] as Endpoint;
  for (const endpoint of endpoints) if (endpoint.outstanding < best.outstanding) best = endpoint;
  return best;
}

function isBroken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET';
}

/** A raw dispatch handler costs a third less per request than `Pool.request`, which builds a stream for the body. */
function dispatch(pool: Pool, path: string, { body, headers }: RemoteRequest): Promise<RemoteResponse> {
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
    pool.dispatch({ method: 'POST', path, headers, body }, handler);
  });
}
