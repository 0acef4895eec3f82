import type { Batching } from './batching.js';
import type { ModelCard } from './model-card.js';

/** A published prediction table. `location` is what the store's reader opens. */
export interface TableRef {
  readonly store: string;
  readonly location: string;
  readonly access?: StoreAccess;
}

/** What a store must be told to read a table, besides its location. Handed on over IPC; never stored, never shown. */
export interface StoreAccess {
  /** Where it stood in the URL itself; one that the URL names as `${VARIABLE}` is read from the environment. */
  readonly password?: string | undefined;
  /** The most a look-up in a server may take. */
  readonly timeoutMs?: number | undefined;
}

/**
 * How the application gets a prediction, as data: built in the application process, so modes compose without
 * importing each other.
 */
export type PredictorSpec =
  | { readonly kind: 'constant' }
  /** The model file in process; `workers` 0 = on the main thread. */
  | { readonly kind: 'session'; readonly workers: number; readonly batching: Batching | null }
  /** The newest version under a name in an artifact store, followed as it moves. */
  | {
      readonly kind: 'artifact';
      readonly storeFile: string;
      readonly model: string;
      readonly workers: number;
      readonly batching: Batching | null;
    }
  /** Model servers that speak the Open Inference Protocol. */
  | {
      readonly kind: 'remote';
      readonly endpoints: readonly string[];
      readonly model: string;
      readonly encoding: RemoteEncoding;
      /** How predictions that wait are sent together in one request; null sends each by itself. */
      readonly batching: Batching | null;
      readonly timeoutMs: number;
    }
  | { readonly kind: 'table'; readonly table: TableRef };

/** How tensors travel to a model server: as JSON, or as bytes after it. */
export const REMOTE_ENCODINGS = ['json', 'binary'] as const;
export type RemoteEncoding = (typeof REMOTE_ENCODINGS)[number];

export type PredictorKind = PredictorSpec['kind'];

/** A request and the prediction that the model must give for it, as JSON text. */
export interface GoldenRow {
  readonly request: Readonly<Record<string, unknown>>;
  readonly prediction: string;
}

/** All that an application process needs to serve. */
export interface ApplicationSpec {
  readonly card: ModelCard;
  readonly predictor: PredictorSpec;
  /** 0 asks the kernel for a free port. */
  readonly port: number;
  /** Checked before the application calls itself ready. */
  readonly golden: readonly GoldenRow[];
}
