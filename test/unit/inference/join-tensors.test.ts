import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canJoin, joinTensors, sliceTensor } from '../../../src/inference/join-tensors.js';
import { zeros, type FixedWidthType, type TensorData } from '../../../src/inference/tensor-data.js';

const floats = (shape: readonly number[], data: readonly number[]): TensorData => ({
  type: 'float32',
  shape,
  data: Float32Array.from(data),
});

const TYPES: readonly FixedWidthType[] = ['float32', 'int64', 'bool', 'uint16', 'float16'];

describe('joinTensors', () => {
  it('puts rows one after the other, which sliceTensor takes apart again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 3 }),
        (type, rows, width) => {
          const tensors = rows.map((count, index): TensorData => {
            const data = zeros(type, count * width);
            for (let at = 0; at < data.length; at++) {
              data[at] = typeof data[at] === 'bigint' ? BigInt(index + 1) : index + 1;
            }
            return { type, shape: [count, width], data };
          });
          const joined = joinTensors(tensors);
          expect(joined.shape).toEqual([rows.reduce((sum, count) => sum + count, 0), width]);
          let from = 0;
          for (const tensor of tensors) {
            const to = from + (tensor.shape[0] ?? 0);
            expect(sliceTensor(joined, from, to)).toEqual(tensor);
            from = to;
          }
        },
      ),
    );
  });

  it('joins text', () => {
    const text = (data: readonly string[]): TensorData => ({ type: 'string', shape: [data.length], data });
    const joined = joinTensors([text(['a']), text(['b', 'c'])]);
    expect(joined).toEqual(text(['a', 'b', 'c']));
    expect(sliceTensor(joined, 1, 3)).toEqual(text(['b', 'c']));
  });
});

describe('canJoin', () => {
  it('wants all but the first dimension alike, and the same types', () => {
    const one = floats([1, 2], [1, 2]);
    expect(canJoin([one], [floats([3, 2], [1, 2, 3, 4, 5, 6])])).toBe(true);
    expect(canJoin([one], [floats([1, 3], [1, 2, 3])])).toBe(false);
    expect(canJoin([one], [floats([2], [1, 2])])).toBe(false);
    expect(canJoin([one], [{ type: 'float64', shape: [1, 2], data: new Float64Array(2) }])).toBe(false);
  });
});
