/**
 * Where an answer came from. The first five are answers; a `miss` is a completed request without a prediction;
 * the rest are no answers at all.
 */
export const SOURCES = ['model', 'table', 'back-off', 'cache', 'default', 'miss'] as const;
export type Source = (typeof SOURCES)[number];

/** Sources that count as a real prediction: comparisons and "best" marks use these, so no mode wins by missing. */
export const ANSWERED_SOURCES = ['model', 'table', 'cache'] as const satisfies Source[];

/** Elements of one output of one row, row-major. Integers beyond 2^53 are decimal strings. */
export type OutputValues = readonly (number | string | boolean)[];

/** One row of outputs, in the order of the model card's `outputs`. */
export type Prediction = readonly OutputValues[];

/** `prediction` is undefined for a miss, which is a completed answer, not an error. */
export interface Answer {
  readonly prediction: Prediction | undefined;
  readonly source: Source;
  /** `name@version` of the model that made the prediction; absent where the application's own model did. */
  readonly model: string | undefined;
}

export type MaybePromise<T> = T | Promise<T>;

/** A request after encoding: what every predictor gets, and what table keys are made of. */
export interface Encoded {
  /** One flat array for each graph input, row-major, in the order of the card's `inputs`. */
  readonly inputs: readonly (readonly number[] | readonly string[])[];
  /** Shape of each input's row, only where the graph leaves inner dimensions open. */
  readonly shapes: readonly (readonly number[])[] | undefined;
  /** True where at least one value is outside its vocabulary. */
  readonly unseen: boolean;
  /** For each input that a text fills: the text as normalised, which is its part of a key. Only where there is one. */
  readonly texts?: readonly (string | undefined)[];
}
