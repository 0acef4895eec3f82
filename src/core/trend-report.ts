/** One figure over the runs of a scenario, with the places where it changed. */
export interface TrendSeries {
  /** Path of the figure: `embedded.saturation.throughputRps`. */
  readonly metric: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** Oldest first. */
  readonly points: readonly TrendPoint[];
  readonly changes: readonly TrendChange[];
}

export interface TrendPoint {
  readonly run: string;
  readonly startedAt: string;
  readonly commit: string | null;
  readonly value: number;
}

export interface TrendChange {
  /** Index of the first point after it. */
  readonly at: number;
  readonly run: string;
  readonly commit: string | null;
  /** Geometric means of the stretch before and the one after. */
  readonly before: number;
  readonly after: number;
  /** after / before. */
  readonly ratio: number;
  /** `spread`: the values scatter otherwise than before, and their level is not shown to differ. */
  readonly verdict: 'better' | 'worse' | 'spread';
  /** Of the change as such, in level or spread. */
  readonly pValue: number;
}

export interface TrendReport {
  readonly schemaVersion: 1;
  readonly trend: {
    readonly scenario: string;
    readonly hardware: string;
    readonly runs: number;
    /** Runs that are not comparable with the latest, by why. */
    readonly leftOut: { readonly hardware: number; readonly settings: number; readonly unfinished: number };
    readonly method: string;
  };
  readonly series: readonly TrendSeries[];
}
