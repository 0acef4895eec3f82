import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readTensorBytes, writeTensorBytes } from '../../../../src/serving/oip/tensor-bytes.js';

describe('tensors as bytes', () => {
  it('are little-endian, in the native size of the type', () => {
    expect([...writeTensorBytes('int32', Int32Array.of(1, -2))]).toEqual([1, 0, 0, 0, 254, 255, 255, 255]);
    expect([...writeTensorBytes('uint64', BigUint64Array.of(2n ** 63n + 1n))]).toEqual([
      1, 0, 0, 0, 0, 0, 0, 128,
    ]);
    expect([...writeTensorBytes('bool', Uint8Array.of(1, 0))]).toEqual([1, 0]);
    expect([...writeTensorBytes('float16', Uint16Array.of(0x3c00))]).toEqual([0, 0x3c]);
    expect([...writeTensorBytes('string', ['é', ''])]).toEqual([2, 0, 0, 0, 0xc3, 0xa9, 0, 0, 0, 0]);
  });

  it('are read from any offset, and not as a view of what they were read from', () => {
    fc.assert(
      fc.property(fc.float64Array({ noNaN: true, maxLength: 20 }), fc.nat(9), (values, offset) => {
        const source = Buffer.concat([Buffer.alloc(offset), writeTensorBytes('float64', values)]);
        const bytes = source.subarray(offset);
        const read = readTensorBytes('float64', bytes, values.length);
        bytes.fill(0);
        expect(read).toEqual(values);
      }),
    );
  });

  it('strings come back whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        expect(readTensorBytes('string', writeTensorBytes('string', texts), texts.length)).toEqual(texts);
      }),
    );
  });

  it('bytes that do not hold exactly the elements are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(10), (bytes, count) => {
        fc.pre(bytes.length !== count * 4);
        expect(() => readTensorBytes('float32', bytes, count)).toThrow(`expected ${count * 4} bytes`);
      }),
    );
    expect(() => readTensorBytes('bool', Uint8Array.of(2), 1)).toThrow('1 or 0');
    expect(() => readTensorBytes('int64', new Uint8Array(8), Number.MAX_SAFE_INTEGER)).toThrow(
      'bytes, got 8',
    );
  });
});
