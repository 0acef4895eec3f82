import type { ErrorRecord } from './errors.js';

export interface StorageUse {
  readonly modelBytes: number;
  readonly tableBytes: number;
  readonly artifactBytes: number;
  readonly rows: number;
}

/** What a team operates when it chooses the mode. */
export interface Footprint {
  readonly processes: number;
  readonly ports: number;
  readonly stores: readonly string[];
  /** What has to be deployed again for a new model. */
  readonly redeployForNewModel: readonly string[];
}

/** One exact look-up pass over the replayed stream. */
export interface Coverage {
  readonly requests: number;
  readonly distinctKeys: number;
  /** Shares of the requests that miss, by kind: known values in a new combination, and values never known. */
  readonly newCombinations: number;
  readonly unseenValues: number;
  /** Where the table's keys came from, in words. */
  readonly keysFrom?: string;
  /** Where a model answers what a table does not: the shares that the table answers. */
  readonly table?: { readonly requests: number; readonly distinctKeys: number };
  /** True where distinct keys were estimated from a sample of the key space. */
  readonly estimated: boolean;
}

/** What is known of a mode for the whole run. */
export interface ModeRecord {
  readonly mode: string;
  /** Kind of mode: differs from `mode` for variants. */
  readonly kind: string;
  readonly prepareMs: number | null;
  readonly storage: StorageUse | null;
  readonly footprint: Footprint | null;
  readonly coverage: Coverage | null;
  readonly error?: ErrorRecord;
}
