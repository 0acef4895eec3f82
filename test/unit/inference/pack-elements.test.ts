import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { TENSOR_TYPES } from '../../../src/core/model-card.js';
import { packElements, unpackElements } from '../../../src/inference/pack-elements.js';
import { valuesOf } from './element-values.js';

describe.each(TENSOR_TYPES)('elements of %s', (type) => {
  it('property: are read back as they were written, and what follows them is left', () => {
    const rest = Uint8Array.of(1, 2, 3);
    fc.assert(
      fc.property(fc.array(valuesOf(type), { maxLength: 20 }), fc.nat(7), (values, offset) => {
        const packed = packElements(type, values);
        // Anywhere in a larger buffer, aligned or not.
        const bytes = new Uint8Array([...new Uint8Array(offset), ...packed, ...rest]).subarray(offset);
        const unpacked = unpackElements(type, bytes, values.length);
        expect(unpacked.values).toEqual(values);
        expect([...unpacked.rest]).toEqual([...rest]);
      }),
    );
  });

  it('that are too few are an error', () => {
    const packed = packElements(type, type === 'string' ? ['abc'] : [1]);
    expect(() => unpackElements(type, packed.subarray(0, -1), 1)).toThrow(RangeError);
    expect(() => unpackElements(type, packed, 2)).toThrow(RangeError);
  });
});

// Written down from the Open Inference Protocol's binary data extension: little-endian, BYTES with a uint32 length.
test.each([
  ['int32', [1, -2], '01000000feffffff'],
  ['uint16', [258], '0201'],
  ['float32', [1], '0000803f'],
  ['float16', [-2], '00c0'],
  ['int64', [-1], 'ffffffffffffffff'],
  ['float64', [1], '000000000000f03f'],
  ['bool', [1, 0], '0100'],
  ['string', ['é', ''], '02000000c3a900000000'],
] as const)('%s %j is %s', (type, values, hex) => {
  expect(Buffer.from(packElements(type, values)).toString('hex')).toBe(hex);
});
