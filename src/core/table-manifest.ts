/** What is known of a prediction table that a precompute job built: how, from what, and how long it took. */
export interface TableManifest {
  readonly schemaVersion: 1;
  /** Name that the table is published under. */
  readonly name: string;
  readonly store: string;
  /** What the store's reader opens. */
  readonly location: string;
  readonly model: { readonly name: string; readonly sha256: string };
  /** Of all that makes a request a key and a prediction a value. */
  readonly encoderSha256: string;
  readonly keys: {
    /** As on the command line: `full`, `top:N`, `list:FILE`. */
    readonly spec: string;
    /** Whether values outside the vocabulary have rows. */
    readonly oov: boolean;
    /** Where they came from, in words. */
    readonly from: string;
    readonly sha256: string;
  };
  readonly schema: { readonly key: 'integer' | 'bytes'; readonly value: 'real' | 'bytes' };
  readonly rows: number;
  /** All that the table occupies, with its indexes. */
  readonly bytes: number;
  readonly bytesPerRow: number;
  /** SHA-256 (hex) of the content in key order: the same for any store, number of workers and interruption. */
  readonly checksum: string;
  /** Rows by how they came into the table: scored by this job, scored before it was interrupted, kept from the table before. */
  readonly origin: { readonly scored: number; readonly resumed: number; readonly kept: number };
  /** Rows that were compared with the live model's answers, bit for bit, before the table was published. */
  readonly verified: number;
  /** Scoring threads. */
  readonly workers: number;
  /** ISO 8601. */
  readonly builtAt: string;
  /** From the first key to the published table, all attempts of an interrupted job together. */
  readonly seconds: number;
  /** rows / seconds */
  readonly rowsPerSecond: number;
}

/** What a job would do, known before it starts. */
export interface TableEstimate {
  readonly name: string;
  /** Exact. */
  readonly rows: number;
  readonly keysFrom: string;
  /** From the bytes per row of a small table with such keys and values. */
  readonly bytes: number;
  /** From the speed of scoring and loading a few of the rows. */
  readonly seconds: number;
  readonly workers: number;
}

/** How far a job is. */
export interface JobProgress {
  /** `keys`, `estimate`, `rows`, `verify`, `publish` */
  readonly phase: string;
  readonly rows: number;
  /** Rows in the table so far, and those of them that had been scored before this attempt. */
  readonly done: number;
  readonly resumed: number;
}
