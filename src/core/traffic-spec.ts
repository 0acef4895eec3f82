/** A request log that is read in order; the first `split` of it is history, the rest is replayed. */
export interface LogTraffic {
  readonly kind: 'log';
  /** Absolute path: .ndjson / .jsonl (one JSON object a line) or .csv (header line). */
  readonly file: string;
  readonly format: 'ndjson' | 'csv';
  /** Share of the log, from its start, that is history: 0 <= split < 1. */
  readonly split: number;
  /** Field that carries the true outcome; never sent. */
  readonly label?: string;
  /** Field that carries the time of the request (ISO 8601 or milliseconds since the epoch); never sent. */
  readonly timestamp?: string;
}

/** Requests drawn from a Zipf distribution over the model's domain, a share of them with an unseen value. */
export interface ZipfTraffic {
  readonly kind: 'zipf';
  readonly skew: number;
  readonly requests: number;
  readonly history: number;
  readonly unseen: number;
  /** `model`: true outcomes, drawn from the model's own probabilities. */
  readonly labels?: 'model';
}

/** Every request a fresh uniform draw: categories, numbers in their range, tensors of standard normal values. */
export interface RandomTraffic {
  readonly kind: 'random';
  readonly requests: number;
  readonly history: number;
  readonly unseen: number;
}

export type TrafficSpec = LogTraffic | ZipfTraffic | RandomTraffic;
