/** One request of the traffic. */
export interface TrafficItem {
  /** What is sent as JSON: every field but the label and the timestamp. */
  readonly request: Readonly<Record<string, unknown>>;
  /** The true outcome as text, where the log carries one for this request. */
  readonly label?: string;
  /** Milliseconds since the epoch, where the log carries timestamps. */
  readonly timestampMs?: number;
  /** Line of the log, from 1; absent for generated traffic. */
  readonly line?: number;
}

/**
 * A request stream in two parts: what a precompute job could have seen, and what every mode is sent. Each iterable
 * starts afresh, so one traffic can be read many times and by many readers; none of them holds more than a few
 * batches in memory.
 *
 * NOT aware of: encoding, keys, modes, the clock. Whether a value fits its feature is the encoder's business.
 */
export interface Traffic {
  readonly historyLength: number;
  readonly replayLength: number;
  /** True where the requests carry labels. */
  readonly labelled: boolean;
  /** Batches in order. @throws UserError naming the line of a log that cannot be read. */
  history(): AsyncIterable<readonly TrafficItem[]>;
  /** The replayed stream from item `from` (default 0) to its end. @throws UserError as `history`. */
  replay(from?: number): AsyncIterable<readonly TrafficItem[]>;
  /** Where history and replay came from, in words, for reports. */
  readonly origin: string;
}

/** Items of one batch, at most. */
export const BATCH_ITEMS = 1000;
