import type { Answer, Encoded, MaybePromise } from '../core/answer.js';
import type { ModelCard } from '../core/model-card.js';
import type { Span } from '../core/time-split.js';
import type { PredictorKind, PredictorSpec, TablePointer, TableRef } from '../core/predictor-spec.js';
import type { Overlay, Reader, TableSchema } from '../stores/prediction-store.js';
import type { PointerWatch } from '../stores/watch-pointer.js';

/**
 * How the application gets a prediction. NOT aware of: HTTP, JSON, scenarios, loads, which mode it belongs to.
 * Called once per request, so nothing wraps it.
 */
export interface Predictor {
  /**
   * Rejects where there is no answer; a miss is an answer without a prediction.
   * @param span only for a traced request: told where the time goes, as far as the predictor knows
   */
  predict(encoded: Encoded, span?: Span): MaybePromise<Answer>;
  /** Answers in the order of `rows`, in one step where the predictor can. */
  predictMany(rows: readonly Encoded[]): MaybePromise<readonly Answer[]>;
  /**
   * `name@version` of the model that answers now; where it follows a store its version number there, and why a newer
   * one was not taken up. `table`: the model that a table was built from, where a table is asked first.
   */
  current(): {
    readonly model: string;
    readonly table?: string;
    readonly version?: number;
    readonly problem?: string;
  };
  /** The `model` of `current`, without an object for it: a cache asks on every hit. */
  model(): string;
  /** More lines for `/metrics`, in the Prometheus text format, where the predictor has something to tell. */
  readonly metrics?: () => readonly string[];
  /** What whoever reads the results must know of what it did meanwhile. */
  readonly notes?: () => readonly string[];
  /** Drops what it has kept of answers that it gave, where it keeps any. */
  readonly forget?: () => void;
  close(): Promise<void>;
}

/** What a predictor is built with, in the application process. */
export interface PredictorContext {
  readonly card: ModelCard;
  readonly openTable: (table: TableRef) => Promise<Reader>;
  /** Rows of this application alone, beside a table. */
  readonly openOverlay: (table: TableRef, schema: TableSchema) => Promise<Overlay>;
  /** @returns what ends the watch */
  readonly watchPointer: (pointer: TablePointer, watch: PointerWatch) => Promise<() => Promise<void>>;
  /** For a predictor that asks another one. */
  readonly build: (spec: PredictorSpec) => Promise<Predictor>;
}

/** Builds one kind of predictor from its data. */
export type BuildPredictor<K extends PredictorKind = PredictorKind> = (
  spec: Extract<PredictorSpec, { kind: K }>,
  context: PredictorContext,
) => Promise<Predictor>;

/** Loaders, so that an application process holds in memory only the kind that it serves. */
export type PredictorRegistry = { readonly [K in PredictorKind]: () => Promise<BuildPredictor<K>> };

/** @returns the predictor that `spec` describes. */
export async function buildPredictor<K extends PredictorKind>(
  registry: PredictorRegistry,
  spec: Extract<PredictorSpec, { kind: K }>,
  context: Omit<PredictorContext, 'build'>,
): Promise<Predictor> {
  const build: BuildPredictor<K> = await registry[spec.kind as K]();
  return build(spec, { ...context, build: (inner) => buildPredictor(registry, inner, context) });
}

/** `name@` and the first 12 digits of the content hash: the same model is the same word in every mode. */
export function modelVersion(name: string, sha256: string): string {
  return `${name}@${sha256.slice(0, 12)}`;
}
