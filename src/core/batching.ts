/** How requests that wait for a model are run together. */
export interface Batching {
  /** Most rows of one run, at least 2. */
  readonly maxBatch: number;
  /** How long an idle model waits for more rows, in microseconds. 0: whatever waits is run at once. */
  readonly maxDelayUs: number;
  /** Most rows that wait; what comes beyond is refused at once (503). */
  readonly maxQueue: number;
  /** A request that has waited this long is refused rather than run. */
  readonly deadlineMs: number;
}

export const DEFAULT_BATCHING: Batching = { maxBatch: 64, maxDelayUs: 0, maxQueue: 4096, deadlineMs: 10_000 };

/**
 * The queue of a model is full, a request has waited in it for too long, or its servers are given a rest: 503, and it
 * may be tried again.
 */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
  /** @param retryAfterS what a client is told to wait (`Retry-After`) */
  constructor(
    message: string,
    readonly retryAfterS = 1,
  ) {
    super(message);
  }
}
