import type { Source } from './answer.js';

/**
 * How one request of a drill ended. `shed`: refused for now (503 with Retry-After); `dropped`: never sent, because too
 * many were outstanding.
 */
export type RowOutcome = Source | 'error' | 'shed' | 'timeout' | 'dropped';

/** What a caller got, in few words: `200 model`, `502 BACKEND_FAILED`, `ECONNREFUSED`. */
export interface RowKind {
  readonly outcome: RowOutcome;
  readonly what: string;
}

/** Every request of a load, in columns, in the order in which they ended. */
export interface RequestRows {
  /** Intended send, in microseconds since the start of the load. */
  readonly dueUs: Float64Array;
  /** From the intended send to the end; 0 for what was never sent. */
  readonly latencyUs: Float64Array;
  /** Index into `kinds`. */
  readonly kind: Uint16Array;
  /** Index into `models`. */
  readonly model: Uint16Array;
  readonly kinds: readonly RowKind[];
  /** `name@version` as answers gave it; the first, an empty text, stands for none. */
  readonly models: readonly string[];
}

/** Pings of a route without the model, in columns, by the time they were due. */
export interface PingRows {
  /** Microseconds since the start of the load. */
  readonly dueUs: Float64Array;
  readonly latencyUs: Float64Array;
  /** 1 where it was answered. */
  readonly answered: Uint8Array;
}
