import { OverloadedError } from '../../core/batching.js';
import type { BreakerSettings } from '../../core/breaker.js';
import { createBreaker, type Breaker } from './breaker.js';
import { createChoice } from './choose-endpoint.js';
import { connectionFailure } from './connection-errors.js';
import { Endpoint, type EndpointSettings, type RemoteRequest, type RemoteResponse } from './endpoint.js';
import { renderBalancer } from './metrics.js';

/**
 * Sends each request to the server with the least outstanding ones. undici balances over connections, not over
 * servers; this is the missing part.
 */
export interface Balancer {
  /**
   * Inference is idempotent: a request whose connection broke is sent once more, to another server where one is well.
   *
   * @throws OverloadedError while the breaker is open; else what the connection failed of, bounded by the timeout
   */
  post(path: string, request: RemoteRequest): Promise<RemoteResponse>;
  /** Lines in the Prometheus text format: what is ejected, and the breaker. */
  metrics(): readonly string[];
  close(): Promise<void>;
}

export interface BalancerSettings extends EndpointSettings {
  /** null never refuses. */
  readonly breaker: BreakerSettings | null;
}

export function createBalancer(urls: readonly string[], settings: BalancerSettings): Balancer {
  const endpoints = urls.map((url) => new Endpoint(url, settings));
  const choose = createChoice(endpoints);
  const breaker = settings.breaker ? createBreaker(settings.breaker) : undefined;
  let retries = 0;

  /** @throws what the connection failed of; then the server is out of use */
  const attempt = async (
    endpoint: Endpoint,
    path: string,
    request: RemoteRequest,
  ): Promise<RemoteResponse> => {
    try {
      const response = await endpoint.post(path, request);
      if (endpoint.isEjected) endpoint.ejection.readmit();
      return response;
    } catch (error) {
      if (connectionFailure(error)) endpoint.ejection.eject();
      throw error;
    }
  };
  const send = async (path: string, request: RemoteRequest): Promise<RemoteResponse> => {
    const first = choose() as Endpoint;
    try {
      return await attempt(first, path, request);
    } catch (error) {
      const failure = connectionFailure(error);
      const next = failure === 'timed-out' || !failure ? undefined : choose(first);
      // With no other server, only an idle connection that the server has just ended is worth a second try.
      const again = next ?? (failure === 'broken' ? first : undefined);
      if (!again) throw error;
      retries++;
      return attempt(again, path, request);
    }
  };

  return {
    post: breaker ? (path, request) => guard(breaker, endpoints, () => send(path, request)) : send,
    metrics: () => renderBalancer(endpoints, breaker, retries),
    close: async () => {
      await Promise.all(endpoints.map((endpoint) => endpoint.close()));
    },
  };
}

/**
 * A server that refuses a request, or asks for patience (429, 503), is not one that fails. A connection that fails
 * while another server is well is that one server's affair: the many requests that a hanging one holds fail in a row.
 */
async function guard(
  breaker: Breaker,
  endpoints: readonly Endpoint[],
  send: () => Promise<RemoteResponse>,
): Promise<RemoteResponse> {
  const restMs = breaker.refusal();
  if (restMs !== undefined) {
    const wait = `no model server answers; the next try is in ${Math.ceil(restMs)} ms (circuit breaker)`;
    throw new OverloadedError(wait, Math.max(1, Math.ceil(restMs / 1000)));
  }
  try {
    const response = await send();
    if (response.status >= 500 && response.status !== 503) breaker.failed();
    else breaker.succeeded();
    return response;
  } catch (error) {
    if (breaker.state() !== 'closed' || endpoints.every(({ isEjected }) => isEjected)) breaker.failed();
    throw error;
  }
}
