import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import type { Key, TableSchema, Value } from '../../../src/stores/prediction-store.js';
import { createTableContent } from '../../../src/stores/table-content.js';

/** The format in the plainest words. */
function reference(schema: TableSchema, rows: readonly (readonly [Key, Value])[]): string {
  const hash = createHash('sha256').update(`servebench table 1 ${schema.key} ${schema.value}\n`);
  const addBytes = (bytes: Uint8Array): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [key, value] of rows) {
    if (key instanceof Uint8Array) addBytes(key);
    else {
      const integer = Buffer.alloc(8);
      integer.writeBigUInt64BE(BigInt(key));
      hash.update(integer);
    }
    if (value instanceof Uint8Array) addBytes(value);
    else {
      const real = Buffer.alloc(8);
      real.writeDoubleLE(value);
      hash.update(real);
    }
  }
  return hash.digest('hex');
}

function checksum(schema: TableSchema, rows: readonly (readonly [Key, Value])[]): string {
  const content = createTableContent(schema);
  for (const [key, value] of rows) content.add(key, value);
  return content.checksum();
}

describe('table content', () => {
  test('hashes what the format says, across its inner buffer', () => {
    const reals = Array.from({ length: 9000 }, (_, i) => [i * 2 ** 33 + i, i / 3] as const);
    const integerReal: TableSchema = { key: 'integer', value: 'real' };
    expect(checksum(integerReal, reals)).toBe(reference(integerReal, reals));

    const wide = [
      [2 ** 53 - 1, 1],
      [2n ** 53n, 2],
      [2n ** 63n - 1n, 3],
    ] as const;
    expect(checksum(integerReal, wide)).toBe(reference(integerReal, wide));

    const ofBytes: TableSchema = { key: 'bytes', value: 'bytes' };
    const lengths = [0, 1, 5, 65_527, 65_528, 65_531, 65_532, 65_533, 65_536, 200_000, 3];
    const blobs = lengths.map((length, i) => [Uint8Array.of(i), new Uint8Array(length).fill(i)] as const);
    expect(checksum(ofBytes, blobs)).toBe(reference(ofBytes, blobs));
  });

  test('takes every NaN for the same one, and -0 for 0', () => {
    const schema: TableSchema = { key: 'integer', value: 'real' };
    const otherNaN = new Float64Array(Uint8Array.of(1, 2, 3, 4, 5, 6, 0xf8, 0xff).buffer)[0] as number;
    expect(otherNaN).toBeNaN();
    expect(checksum(schema, [[1, otherNaN]])).toBe(checksum(schema, [[1, NaN]]));
    expect(checksum(schema, [[1, -0]])).toBe(checksum(schema, [[1, 0]]));
    expect(checksum(schema, [[1, -1]])).not.toBe(checksum(schema, [[1, 1]]));
  });

  test('tells where one value ends and the next key begins', () => {
    const schema: TableSchema = { key: 'bytes', value: 'bytes' };
    const one = checksum(schema, [[Uint8Array.of(1), Uint8Array.of(2, 3)]]);
    expect(checksum(schema, [[Uint8Array.of(1, 2), Uint8Array.of(3)]])).not.toBe(one);
  });

  test('has no checksum for keys that did not ascend', () => {
    const content = createTableContent({ key: 'integer', value: 'real' });
    content.add(2, 1);
    content.add(3n, 1);
    expect(content.ascending()).toBe(true);
    content.add(1, 1);
    content.add(4, 1);
    expect(content.ascending()).toBe(false);
    expect(content.rows()).toBe(4);
    expect(() => content.checksum()).toThrow('key order');
  });

  test.each([
    [7, 7n, '7'],
    [Uint8Array.of(1, 255), Uint8Array.of(1, 255), '0x01ff'],
  ])('names a key that comes twice in a row', (key, same, name) => {
    const content = createTableContent({
      key: key instanceof Uint8Array ? 'bytes' : 'integer',
      value: 'real',
    });
    content.add(key, 1);
    expect(() => content.add(same, 2)).toThrow(name);
  });
});
