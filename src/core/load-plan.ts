export const ARRIVALS = ['constant', 'poisson'] as const;
export type Arrivals = (typeof ARRIVALS)[number];

/** Closed loop: each connection sends its next request when the last one is answered. */
export interface ClosedLoad {
  readonly id: string;
  readonly kind: 'closed';
  readonly connections: number;
  readonly durationMs: number;
  readonly timeoutMs: number;
}

/** Open loop: requests leave on a schedule, whatever is still outstanding. */
export interface OpenLoad {
  readonly id: string;
  readonly kind: 'open';
  /** Requests per second. */
  readonly rate: number;
  readonly arrivals: Arrivals;
  readonly durationMs: number;
  readonly timeoutMs: number;
  /** A request that would exceed this many outstanding ones is dropped, and counted. */
  readonly maxInFlight: number;
}

export type LoadPlan = ClosedLoad | OpenLoad;
