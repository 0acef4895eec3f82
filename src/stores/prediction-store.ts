import type { MaybePromise } from '../core/answer.js';
import type { StoreAccess } from '../core/predictor-spec.js';

/** An integer of at most 63 bits and never negative (a bigint from 2^53 on; below, 5 and 5n are the same key), or canonical bytes. */
export type Key = number | bigint | Uint8Array;

/** One float of 64 bits (-0 may come back as 0), or packed bytes. */
export type Value = number | Uint8Array;

/** Every key of a table is of one kind, and so is every value. */
export interface TableSchema {
  readonly key: 'integer' | 'bytes';
  readonly value: 'real' | 'bytes';
}

/** Rows by column, in arrays or typed arrays: `values[i]` belongs to `keys[i]`. The producer does not write to them again. */
export interface RowBatch {
  readonly keys: ArrayLike<Key>;
  readonly values: ArrayLike<Value>;
}

/** What is known of a table before its rows. */
export interface TablePlan {
  /** Letters, digits, `.`, `_`, `-`; starts with a letter or digit. Under one name at most one table is published. */
  readonly name: string;
  readonly schema: TableSchema;
  /** What the reader of the table must know: the model's hash, how keys are made, where they came from, ... */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A table that is complete. */
export interface TableInfo {
  /** What `open` opens; a plain string, so that it travels to an application process. */
  readonly location: string;
  readonly schema: TableSchema;
  readonly metadata: Readonly<Record<string, string>>;
  readonly rows: number;
  /** All that the table occupies, with its indexes. */
  readonly bytes: number;
  /** SHA-256 (hex) of the content in key order, see `table-content.ts`: the same for any store, layout or order of insertion. */
  readonly checksum: string;
}

/**
 * A table that is open for look-ups. `get` answers at once where the store can, so that a synchronous store is not
 * taxed with a promise for each request. Deliberately absent: a look-up of many keys (networked stores put
 * those that come up together in one message by themselves) and writes (a published table never changes).
 */
export interface Reader {
  readonly table: TableInfo;
  /** @returns undefined where the table has no such key. */
  get(key: Key): MaybePromise<Value | undefined>;
  close(): MaybePromise<void>;
}

/**
 * Rows that one application adds while it serves: beside a published table, which never changes, in the same store. Nobody
 * else sees them, and they go with the process, however it ends.
 */
export interface Overlay {
  /** @returns undefined for a row that is not there, or no longer. */
  get(key: Key): MaybePromise<Value | undefined>;
  /** All of the rows, or none. A key that is there keeps its value or gets the new one: they must not differ. */
  put(rows: RowBatch): MaybePromise<void>;
  clear(): MaybePromise<void>;
  close(): MaybePromise<void>;
}

/** The server process behind a store. */
export interface StoreServer {
  /** Product, version and address, for people: `PostgreSQL 18.4 at 127.0.0.1:5432`. */
  readonly title: string;
  readonly version: string;
  /** Its main process where it certainly runs on this machine and can be seen; undefined where that is not known. */
  readonly pid: number | undefined;
}

/** The tables of one folder or database: what a job that refreshes them needs, and an application that follows them. */
export interface Tables {
  /**
   * Builds a table next to the published one, which stays as it is: complete and durable, or not there at all.
   * Rows may come in any order; ascending keys are the fastest. The signal is looked at after each batch.
   * @throws UserError TABLE_DUPLICATE_KEY, TABLE_NAME_INVALID, TABLE_UNWRITABLE; TypeError for rows that do not fit the schema;
   * DeploymentError of a server, see `ConnectOptions`.
   */
  build(
    plan: TablePlan,
    rows: AsyncIterable<RowBatch> | Iterable<RowBatch>,
    signal?: AbortSignal,
  ): Promise<TableInfo>;
  /** Makes a table that `build` returned the current one of `name`, atomically. Readers of the old one keep it. */
  publish(name: string, location: string): MaybePromise<void>;
  /** @returns the published table; undefined where there never was one. */
  current(name: string): MaybePromise<TableInfo | undefined>;
  /** @returns the location of the published table, without a look at it: cheap enough to be asked every second. */
  pointer(name: string): MaybePromise<string | undefined>;
  /** Removes the tables of `name` from before the current one. @returns their locations. */
  prune(name: string): MaybePromise<readonly string[]>;
  /** @returns undefined for a store that is read in the application process. */
  server(): MaybePromise<StoreServer | undefined>;
  close(): MaybePromise<void>;
}

export interface ConnectOptions {
  /**
   * Tables built through this connection are removed when it closes; those of a process that was killed are removed by
   * the next one that connects. Only servers look at it: a folder is removed by whoever made it.
   */
  readonly temporary?: boolean;
}

/**
 * Where prediction tables are kept. A store is NOT aware of: models, features, how a key is encoded or a prediction
 * packed, traffic, coverage, misses and what to do about them, HTTP, measuring. It maps keys to values.
 */
export interface PredictionStore {
  readonly id: string;
  /** One line for listings. */
  readonly summary: string;
  /**
   * @param target where tables are built: a folder (`sqlite`), a URL (servers).
   * @throws UserError STORE_URL_INVALID, STORE_VARIABLE_UNSET; DeploymentError STORE_UNREACHABLE, STORE_REFUSED
   */
  connect(target: string, options?: ConnectOptions): MaybePromise<Tables>;
  /**
   * Needs nothing but the location, and a password that stood in the URL: a location holds none. A server that goes away
   * later costs the look-ups of that time, which reject with a `StoreReadError`; the reader finds it again by itself.
   * @throws UserError TABLE_MISSING, TABLE_INVALID; DeploymentError as `connect`
   */
  open(location: string, access?: StoreAccess): MaybePromise<Reader>;
  /**
   * @param location of the table that the rows are beside
   * @throws DeploymentError as `connect`
   */
  openOverlay(location: string, schema: TableSchema, access?: StoreAccess): MaybePromise<Overlay>;
}
