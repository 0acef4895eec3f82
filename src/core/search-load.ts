import type { Arrivals } from './load-plan.js';

/** What a rate must meet: limits of percentiles of the response time, and the most errors. */
export interface LatencyObjective {
  /** Percentile (`p99`) -> most microseconds, of answered requests, from the intended send. At least one. */
  readonly latencyUs: Readonly<Record<string, number>>;
  /** Most errors and timeouts as a share of the requests sent. */
  readonly errors: number;
}

/** A search for the highest open-loop rate that still meets an objective: many open loads, decided on as it goes. */
export interface SearchLoad {
  readonly id: string;
  readonly kind: 'search';
  readonly slo: LatencyObjective;
  /** Requests per second: where the search starts, and its bounds. */
  readonly from: number;
  readonly least: number;
  readonly most: number;
  /** The search ends when the lowest rate that failed is within this factor of the highest that held. */
  readonly within: number;
  readonly arrivals: Extract<Arrivals, 'constant' | 'poisson'>;
  /** Least duration of one probe; a slow rate is probed longer, until its percentile can be measured. */
  readonly probeMs: number;
  readonly timeoutMs: number;
  readonly maxInFlight: number;
}
