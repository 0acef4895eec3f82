import type { Prediction } from './answer.js';
import type { Batching } from './batching.js';
import type { BreakerSettings } from './breaker.js';
import type { ModelCard } from './model-card.js';

/** A published prediction table. `location` is what the store's reader opens. */
export interface TableRef {
  readonly store: string;
  readonly location: string;
  readonly access?: StoreAccess;
}

/** A name in a store under which one table at a time is published. */
export interface TablePointer {
  readonly store: string;
  /** A folder, or the URL of a server. Handed on over IPC; never stored, never shown. */
  readonly target: string;
  readonly name: string;
  /** To read the tables that are published there. */
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
  /** Model servers behind the network. */
  | {
      readonly kind: 'remote';
      /** Addresses of servers that answer alike. */
      readonly endpoints: readonly string[];
      readonly protocol: RemoteProtocol;
      /** How predictions that wait are sent together in one request; null sends each by itself. */
      readonly batching: Batching | null;
      readonly timeoutMs: number;
      /** null never refuses. */
      readonly breaker: BreakerSettings | null;
      /** What answers call the model where the servers are not ours; nobody here knows which weights they hold. */
      readonly servedAs?: string;
      /** Sent with every request; over IPC only, never stored, never shown. */
      readonly headers?: Readonly<Record<string, string>>;
      /** Parts of the headers that no text about these servers may repeat. */
      readonly secrets?: readonly string[];
    }
  | {
      readonly kind: 'table';
      readonly table: TableRef;
      /** Where tables that take the place of this one are published; without it this one is read for good. */
      readonly follow?: TablePointer;
      /** Who answers what the table does not; left out: nobody, a miss. */
      readonly onMiss?: MissAnswer | PredictorSpec;
      /** Answers of a model behind it are written beside the table, to be read from there. */
      readonly writeBack?: WriteBackSettings;
    }
  /** The answers of another predictor, kept for as long as they are among the latest asked for. */
  | { readonly kind: 'cache'; readonly maxEntries: number; readonly inner: PredictorSpec }
  /** Several models in one application, asked in turn. */
  | { readonly kind: 'models'; readonly models: readonly PredictorSpec[] };

/** Bounds of rows that an application writes, and of those that wait to be written. */
export interface WriteBackSettings {
  readonly maxRows: number;
  readonly maxQueue: number;
}

/** What a table answers to a key that it does not have, without asking a model. */
export type MissAnswer =
  | { readonly kind: 'default'; readonly prediction: Prediction }
  /** Looked up in this order; a request that none of them has is a miss. */
  | { readonly kind: 'back-off'; readonly levels: readonly BackOffLevel[] };

/** A table of the keys without some features: the mean of the model's predictions over what was seen of them. */
export interface BackOffLevel {
  /** Names of features. */
  readonly dropped: readonly string[];
  readonly table: TableRef;
}

/** How a model server is asked. */
export type RemoteProtocol =
  /** Open Inference Protocol (KServe V2). */
  | {
      readonly id: 'oip';
      readonly model: string;
      readonly encoding: RemoteEncoding;
      /** The server takes one row in a request, whatever the card says. */
      readonly oneRow?: true;
    }
  /** The REST predict API of TensorFlow Serving. */
  | { readonly id: 'tfserving'; readonly model: string }
  /** One row as JSON by a template in which `{{input}}` stands for an input of the model, `{{request}}` for all. */
  | {
      readonly id: 'json';
      /** Takes the requests, with its query. */
      readonly path: string;
      readonly request?: unknown;
      /** Where an answer has each output of the model, by its name. */
      readonly response: Readonly<Record<string, string>>;
      /** Asked by GET whether the server is well. */
      readonly health?: string;
    };
export const REMOTE_PROTOCOLS = ['oip', 'tfserving', 'json'] as const satisfies RemoteProtocol['id'][];

/** How tensors travel to a model server: as JSON, as bytes after it, or as whichever costs less for their size. */
export const REMOTE_ENCODINGS = ['auto', 'binary', 'json'] as const;
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
