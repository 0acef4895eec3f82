import type { Key, TableSchema, Value } from '../prediction-store.js';

/** Integers and reals are text, so that `redis-cli HGET` shows them: the shortest that reads back to the same bits. */
export function encodeKey(key: Key): string | Buffer {
  return key instanceof Uint8Array ? asBuffer(key) : String(key);
}

export function encodeValue(value: Value): string | Buffer {
  if (value instanceof Uint8Array) return asBuffer(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

export function decodeKey(field: Buffer, { key }: TableSchema): bigint | Buffer {
  return key === 'integer' ? BigInt(field.toString('latin1')) : field;
}

/** `Number` reads "NaN", "Infinity" and "-0" as they were written. */
export function decodeValue(text: Buffer, { value }: TableSchema): Value {
  return value === 'real' ? Number(text.toString('latin1')) : text;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
