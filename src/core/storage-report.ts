/** A table of every combination of the first features of a model, each other feature at its first value. */
export interface StorageStep {
  /** The feature that this step adds. */
  readonly feature: string;
  /** Values of it: the factor by which the table grows. */
  readonly values: number;
  readonly rows: number;
  readonly bytes: number;
  /** Time to build it; null where nothing was built to extrapolate from. */
  readonly seconds: number | null;
  readonly kind: 'measured' | 'extrapolated';
}

/** What one pattern keeps, and where. */
export interface StoredPart {
  readonly title: string;
  readonly bytes: number;
  /** `memory`: of each process that serves; `server`: of the store, which may keep it on a disk or in memory. */
  readonly where: 'disk' | 'memory' | 'server';
  readonly kind: StorageStep['kind'];
}

/** How the storage of a prediction table grows with every feature, beside what the other patterns store. */
export interface StorageReport {
  readonly schemaVersion: 1;
  readonly scenario: string;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly store: string;
  /** Whether values outside the vocabulary have rows. */
  readonly oov: boolean;
  /** In the order in which they count in a key; empty where the domain has no bounds. */
  readonly steps: readonly StorageStep[];
  /** Features without bounds, with their type: no table holds every request. */
  readonly unbounded: readonly string[];
  readonly budget: {
    readonly maxBytes: number;
    /** The feature with which the table passes the budget; null where it never does. */
    readonly passedWith: string | null;
    readonly words: string;
  };
  readonly parts: readonly StoredPart[];
  readonly seconds: number;
}
