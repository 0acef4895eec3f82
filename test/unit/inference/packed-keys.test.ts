import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import {
  countKeys,
  keyAt,
  packKeys,
  sliceKeys,
  type PackedKeys,
} from '../../../src/inference/packed-keys.js';
import type { RowKey } from '../../../src/inference/row-key.js';

const lists = fc.oneof(
  fc.array(fc.maxSafeNat()),
  fc.array(fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n })),
  fc.array(fc.uint8Array({ maxLength: 5 })),
);

function unpack(keys: PackedKeys): unknown[] {
  return Array.from({ length: countKeys(keys) }, (_, index) => plain(keyAt(keys, index)));
}

function plain(key: RowKey): unknown {
  return key instanceof Uint8Array ? Buffer.from(key).toString('hex') : key;
}

describe('packed keys', () => {
  test('property: are the keys, and every slice is a slice of them', () => {
    fc.assert(
      fc.property(lists, fc.nat(), fc.nat(), (keys: RowKey[], a, b) => {
        const packed = packKeys(keys);
        expect(unpack(packed)).toEqual(keys.map(plain));
        const [from = 0, to = 0] = [a % (keys.length + 1), b % (keys.length + 1)].sort((x, y) => x - y);
        expect(unpack(sliceKeys(packed, from, to))).toEqual(keys.slice(from, to).map(plain));
      }),
    );
  });

  it('of a range are counted from its start in its steps', () => {
    const range: PackedKeys = { kind: 'range', start: 10, step: 5, count: 4 };
    expect(unpack(range)).toEqual([10, 15, 20, 25]);
    expect(unpack(sliceKeys(range, 1, 3))).toEqual([15, 20]);
  });
});
