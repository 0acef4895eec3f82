import { Pool, type Dispatcher } from 'undici';

export interface TextResponse {
  readonly status: number;
  readonly body: string;
}

/** Sends each request to the endpoint with the least outstanding ones. */
export interface Balancer {
  /** @throws Error on a timeout, or where the connection breaks twice. */
  post(path: string, body: string): Promise<TextResponse>;
  close(): Promise<void>;
}

interface Endpoint {
  readonly pool: Pool;
  outstanding: number;
}

const HEADERS = { 'content-type': 'application/json' };
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

  const attempt = async (path: string, body: string): Promise<TextResponse> => {
    const endpoint = leastOutstanding(endpoints);
    endpoint.outstanding++;
    try {
      return await dispatch(endpoint.pool, path, body);
    } finally {
      endpoint.outstanding--;
    }
  };

  return {
    post: async (path, body) => {
      try {
        return await attempt(path, body);
      } catch (error) {
        // Inference is idempotent: a connection that broke under a request is worth one more try.
        if (isBroken(error)) return attempt(path, body);
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
function dispatch(pool: Pool, path: string, body: string): Promise<TextResponse> {
  return new Promise((resolve, reject) => {
    let status = 0;
    const chunks: Buffer[] = [];
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, statusCode) => {
        status = statusCode;
      },
      onResponseData: (_controller, chunk) => {
        chunks.push(chunk);
      },
      onResponseEnd: () => {
        const [only] = chunks;
        resolve({
          status,
          body: (chunks.length === 1 && only ? only : Buffer.concat(chunks)).toString('utf8'),
        });
      },
      onResponseError: (_controller, error) => reject(error),
    };
    pool.dispatch({ method: 'POST', path, headers: HEADERS, body }, handler);
  });
}
