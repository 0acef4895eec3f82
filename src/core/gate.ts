/** What a change must not do to one figure of one mode. */
export type GateLimit =
  /** The figure, head against base: `share` 0.1 = 10%. */
  | { readonly kind: 'change'; readonly direction: 'increase' | 'decrease'; readonly share: number }
  /** The figure of the head alone, in the unit of its metric. */
  | { readonly kind: 'absolute'; readonly bound: 'least' | 'most'; readonly value: number }
  /** A figure without noise is what it was. */
  | { readonly kind: 'exact' };

/** One entry of `gates:`. */
export interface GateRule {
  /** As written: `embedded.saturation.throughputRps`, `precomputed.coverage`. */
  readonly path: string;
  readonly mode: string;
  /** null for a figure of the mode as a whole. */
  readonly load: string | null;
  /** Id of a metric: of a load, or of a mode and then one without noise. */
  readonly metric: string;
  readonly limit: GateLimit;
}
