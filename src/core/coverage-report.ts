/** Who answers what a table does not, as shares of the requests. */
export interface MissPolicies {
  /** No answer. */
  readonly miss: { readonly table: number; readonly miss: number };
  /** A constant. */
  readonly default: { readonly table: number; readonly default: number };
  /** A coarser row, without one feature after the other; null where keys cannot be made coarser. */
  readonly backOff: {
    readonly table: number;
    readonly backOff: number;
    /** Of `backOff`, by how many features were dropped, from 1. */
    readonly levels: readonly number[];
    readonly miss: number;
  } | null;
  /** Another predictor: `hybrid`. */
  readonly live: { readonly table: number; readonly model: number };
}

/** A table of the most requested keys of the first part, measured on the rest. */
export interface CoveragePoint {
  readonly rows: number;
  /** As measured on small tables of such keys and values. */
  readonly bytes: number;
  /** Share of the requests of the rest. */
  readonly requests: number;
  /** Share of the different keys of the rest. */
  readonly distinctKeys: number;
  /** Shares of the requests that miss: known values in a new combination, and values never known. */
  readonly newCombinations: number;
  readonly unseenValues: number;
  readonly policies: MissPolicies;
  /** Why this size: a round one, one that the scenario asks for, or all keys of the first part. */
  readonly kind: 'round' | 'scenario' | 'all';
  /** True where it is corrected for the false positives of a filter. */
  readonly estimated: boolean;
}

/** One day, or one tenth of the stream. */
export interface CoveragePeriod {
  readonly title: string;
  readonly requests: number;
  readonly distinctKeys: number;
  /** Keys that no earlier request had. */
  readonly newKeys: number;
  /** Of the new keys, those with a value outside the vocabulary. */
  readonly newUnseenKeys: number;
}

/** How much of a traffic tables of every size would have answered. */
export interface CoverageReport {
  readonly schemaVersion: 1;
  readonly scenario: string;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly store: string;
  /** Where the requests came from, in words. */
  readonly traffic: string;
  readonly firstPart: { readonly requests: number; readonly distinctKeys: number };
  readonly rest: { readonly requests: number; readonly distinctKeys: number };
  /** Whether values outside the vocabulary are keys, too. */
  readonly oov: boolean;
  /** Keys were counted exactly up to so many different ones; beyond, no count is more than `error` too low. */
  readonly counting: { readonly exact: boolean; readonly mostKeys: number; readonly error: number };
  /** Relative standard error of the numbers of different keys; 0 where they were counted. */
  readonly distinctError: number;
  /** Share of the keys outside the first part that its filter takes for one of it; 0 without a filter. */
  readonly filterError: number;
  readonly bytesPerRow: number;
  /** By rows, ascending. */
  readonly points: readonly CoveragePoint[];
  /** Features in the order in which a back-off drops them; empty where keys cannot be made coarser. */
  readonly backOff: readonly string[];
  readonly periods: { readonly kind: 'day' | 'tenth'; readonly list: readonly CoveragePeriod[] };
  readonly seconds: number;
}
