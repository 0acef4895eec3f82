import { createHash } from 'node:crypto';

import { UserError } from '../core/errors.js';
import type { Key, TableSchema, Value } from './prediction-store.js';

const CHUNK_BYTES = 65_536;
const MAX_KEY = 2n ** 63n - 1n;

/** Checks rows against the schema and hashes them on their way into a store. */
export interface TableContent {
  /** @throws TypeError where key or value is not of the schema; UserError TABLE_DUPLICATE_KEY. */
  add(key: Key, value: Value): void;
  rows(): number;
  /** False once a key was not above the one before it. */
  ascending(): boolean;
  /** SHA-256, hex. Call once, at the end. @throws Error where keys did not ascend: read the rows back in key order. */
  checksum(): string;
}

/**
 * The canonical content of a table, which its checksum is made of: one line that names the schema, then each row in
 * ascending key order. Integer key: 8 bytes, big-endian. Byte key or value: length (4 bytes, little-endian), bytes;
 * byte keys are ordered as by memcmp. Real: 8 bytes, little-endian, -0 as 0 and every NaN as the same one.
 */
export function createTableContent(schema: TableSchema): TableContent {
  const hash = createHash('sha256').update(`servebench table 1 ${schema.key} ${schema.value}\n`);
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const view = new DataView(chunk.buffer, chunk.byteOffset, CHUNK_BYTES);
  let used = 0;
  let rows = 0;
  let ascending = true;
  let last: Key | undefined;

  const flush = (): void => {
    hash.update(chunk.subarray(0, used));
    used = 0;
  };
  const addBytes = (bytes: Uint8Array): void => {
    if (used + 4 + bytes.length > CHUNK_BYTES) flush();
    view.setUint32(used, bytes.length, true);
    used += 4;
    if (used + bytes.length > CHUNK_BYTES) {
      flush();
      hash.update(bytes);
    } else {
      chunk.set(bytes, used);
      used += bytes.length;
    }
  };
  const addInteger = (key: number | bigint): void => {
    if (used + 8 > CHUNK_BYTES) flush();
    if (typeof key === 'bigint') {
      view.setBigUint64(used, key);
    } else {
      view.setUint32(used, Math.floor(key / 2 ** 32));
      view.setUint32(used + 4, key % 2 ** 32);
    }
    used += 8;
  };
  const addReal = (value: number): void => {
    if (used + 8 > CHUNK_BYTES) flush();
    view.setFloat64(used, Number.isNaN(value) ? Number.NaN : value + 0, true);
    used += 8;
  };

  return {
    add: (key, value) => {
      checkRow(schema, key, value);
      rows++;
      if (!ascending) return;
      const order = last === undefined ? 1 : compareKeys(key, last);
      if (order === 0) throw duplicateKey(key);
      ascending = order > 0;
      if (!ascending) return;
      last = key;
      if (key instanceof Uint8Array) addBytes(key);
      else addInteger(key);
      if (typeof value === 'number') addReal(value);
      else addBytes(value);
    },
    rows: () => rows,
    ascending: () => ascending,
    checksum: () => {
      if (!ascending) throw new Error('The checksum of a table needs its rows in key order');
      flush();
      return hash.digest('hex');
    },
  };
}

/** @param key left out where the store cannot tell which key it is. */
export function duplicateKey(key?: Key): UserError {
  const name = key instanceof Uint8Array ? `0x${Buffer.from(key).toString('hex')}` : key;
  return new UserError(
    'TABLE_DUPLICATE_KEY',
    `A prediction table was given two rows with the same key${name === undefined ? '' : `, ${name}`}`,
    'Give every key once: look for values that stand twice in a vocabulary or in a list of keys',
  );
}

function compareKeys(key: Key, last: Key): number {
  if (key instanceof Uint8Array || last instanceof Uint8Array) {
    return Buffer.compare(key as Uint8Array, last as Uint8Array);
  }
  if (key > last) return 1;
  return key < last ? -1 : 0;
}

function checkRow(schema: TableSchema, key: Key, value: Value): void {
  if (!(schema.key === 'integer' ? isIntegerKey(key) : key instanceof Uint8Array)) {
    throw new TypeError(`A key of a prediction table is not of kind "${schema.key}": ${String(key)}`);
  }
  if (!(schema.value === 'real' ? typeof value === 'number' : value instanceof Uint8Array)) {
    throw new TypeError(`A value of a prediction table is not of kind "${schema.value}": ${String(value)}`);
  }
}

function isIntegerKey(key: Key): boolean {
  if (typeof key === 'bigint') return key >= 0n && key <= MAX_KEY;
  return typeof key === 'number' && Number.isSafeInteger(key) && key >= 0;
}
