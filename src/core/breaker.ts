/** When a client stops asking servers that fail, and how long. */
export interface BreakerSettings {
  /** Failed calls in a row after which no more are made. */
  readonly failures: number;
  /** How long all calls are refused before one is tried again, in milliseconds. */
  readonly openMs: number;
}

export const DEFAULT_BREAKER: BreakerSettings = { failures: 5, openMs: 1000 };
