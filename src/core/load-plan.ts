/** Closed loop: each connection sends its next request when the last one is answered. */
export interface ClosedLoad {
  readonly id: string;
  readonly kind: 'closed';
  readonly connections: number;
  readonly durationMs: number;
  readonly timeoutMs: number;
}

/** When the requests of an open loop are due. Rates are requests per second. */
export type OpenArrivals =
  /** Equal gaps, or the gaps of independent users: exponential, as many requests as fall into the duration. */
  | { readonly arrivals: 'constant' | 'poisson'; readonly rate: number }
  /** The rate changes linearly from `from` to `rate` over the duration. */
  | { readonly arrivals: 'ramp'; readonly from: number; readonly rate: number }
  /** `burst` requests at once, again and again; `rate` is the mean over all. */
  | { readonly arrivals: 'burst'; readonly rate: number; readonly burst: number }
  /** At the time stamps of the request log, its gaps divided by `speed`. */
  | { readonly arrivals: 'replay'; readonly speed: number };

export type Arrivals = OpenArrivals['arrivals'];

/** Open loop: requests leave on a schedule, whatever is still outstanding. */
export type OpenLoad = OpenArrivals & {
  readonly id: string;
  readonly kind: 'open';
  readonly durationMs: number;
  readonly timeoutMs: number;
  /** A request that would exceed this many outstanding ones is dropped, and counted. */
  readonly maxInFlight: number;
};

export type LoadPlan = ClosedLoad | OpenLoad;

/** @returns requests per second over the whole duration; undefined for a replay, whose log alone knows. */
export function meanRate(plan: OpenArrivals): number | undefined {
  if (plan.arrivals === 'replay') return undefined;
  return plan.arrivals === 'ramp' ? (plan.from + plan.rate) / 2 : plan.rate;
}
