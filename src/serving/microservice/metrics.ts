import type { Breaker, BreakerState } from './breaker.js';
import type { Endpoint } from './endpoint.js';

const STATES: readonly BreakerState[] = ['closed', 'half-open', 'open'];

/** What an application sees of its model servers, in the Prometheus text format (version 0.0.4). */
export function renderBalancer(
  endpoints: readonly Endpoint[],
  breaker: Breaker | undefined,
  retries: number,
): readonly string[] {
  const each = (name: string, value: (endpoint: Endpoint) => number): string[] =>
    endpoints.map((endpoint) => `${name}{endpoint=${JSON.stringify(endpoint.url)}} ${value(endpoint)}`);
  return [
    '# HELP servebench_endpoint_outstanding Requests that were sent to a model server and not answered.',
    '# TYPE servebench_endpoint_outstanding gauge',
    ...each('servebench_endpoint_outstanding', ({ outstanding }) => outstanding),
    '# HELP servebench_endpoint_ejected Whether a model server is out of use until it is seen well.',
    '# TYPE servebench_endpoint_ejected gauge',
    ...each('servebench_endpoint_ejected', ({ isEjected }) => Number(isEjected)),
    '# HELP servebench_endpoint_ejections_total How often a model server was put out of use.',
    '# TYPE servebench_endpoint_ejections_total counter',
    ...each('servebench_endpoint_ejections_total', ({ ejection }) => ejection.count),
    '# HELP servebench_remote_retries_total Requests that were sent a second time.',
    '# TYPE servebench_remote_retries_total counter',
    `servebench_remote_retries_total ${retries}`,
    ...(breaker ? breakerLines(breaker) : []),
  ];
}

function breakerLines(breaker: Breaker): string[] {
  return [
    '# HELP servebench_breaker_state State of the circuit breaker: 1 for the one that it is in.',
    '# TYPE servebench_breaker_state gauge',
    ...STATES.map(
      (state) => `servebench_breaker_state{state="${state}"} ${Number(breaker.state() === state)}`,
    ),
    '# HELP servebench_breaker_opened_total How often the circuit breaker has opened.',
    '# TYPE servebench_breaker_opened_total counter',
    `servebench_breaker_opened_total ${breaker.opened()}`,
  ];
}
