import type { Key, Value } from '../prediction-store.js';

/*
 * The binary format of COPY: a header, then for each row the number of fields (2 bytes) and each field as its length
 * (4 bytes) and its bytes, then -1. All big-endian. Doubles and bytes arrive bit by bit, nothing is parsed from text.
 * https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS-BINARY
 */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const HEADER = Buffer.concat([SIGNATURE, Buffer.alloc(8)]);
const TRAILER = Buffer.from([0xff, 0xff]);

const ROW_BYTES = 2 + 4 + 4;
const NUMBER_BYTES = 8;
const CHUNK_BYTES = 65_536;

/** Collects rows of two columns into chunks of about 64 KiB. */
export interface CopyRows {
  /** @returns a chunk that is full, if this row made it so. */
  add(key: Key, value: Value): Buffer | undefined;
  /** The rest, and the end mark. */
  end(): Buffer;
}

export function createCopyRows(): CopyRows {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let used = HEADER.copy(chunk);

  const addNumber = (field: number | bigint, isReal: boolean): void => {
    used = chunk.writeInt32BE(NUMBER_BYTES, used);
    if (isReal) {
      used = chunk.writeDoubleBE(Number(field), used);
    } else if (typeof field === 'bigint') {
      used = chunk.writeBigInt64BE(field, used);
    } else {
      used = chunk.writeUInt32BE(Math.floor(field / 2 ** 32), used);
      used = chunk.writeUInt32BE(field % 2 ** 32, used);
    }
  };
  const addBytes = (field: Uint8Array): void => {
    used = chunk.writeInt32BE(field.length, used);
    chunk.set(field, used);
    used += field.length;
  };

  return {
    add: (key, value) => {
      const bytes = ROW_BYTES + sizeOf(key) + sizeOf(value);
      let full: Buffer | undefined;
      if (used + bytes > chunk.length) {
        full = chunk.subarray(0, used);
        chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, bytes));
        used = 0;
      }
      used = chunk.writeInt16BE(2, used);
      if (key instanceof Uint8Array) addBytes(key);
      else addNumber(key, false);
      if (value instanceof Uint8Array) addBytes(value);
      else addNumber(value, true);
      return full;
    },
    end: () => Buffer.concat([chunk.subarray(0, used), TRAILER]),
  };
}

function sizeOf(field: Key | Value): number {
  return field instanceof Uint8Array ? field.length : NUMBER_BYTES;
}
