import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { EncodeError } from '../../../src/inference/encode-error.js';
import { flattenTensor } from '../../../src/inference/flatten-tensor.js';

const flatten = (value: unknown, shape: readonly (number | string)[]): ReturnType<typeof flattenTensor> =>
  flattenTensor('image', value, 'float32', shape);

describe('a closed shape', () => {
  const matrix = { values: [1, 2, 3, 4, 5, 6], shape: [2, 3] };

  it('takes a flat array, row-major', () => {
    expect(flatten([1, 2, 3, 4, 5, 6], [2, 3])).toEqual(matrix);
  });

  it('takes nested arrays of the same shape', () => {
    expect(
      flatten(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        [2, 3],
      ),
    ).toEqual(matrix);
  });

  it('takes a scalar for one element', () => {
    expect(flatten(7, [])).toEqual({ values: [7], shape: [] });
    expect(flatten(7, [1, 1])).toEqual({ values: [7], shape: [1, 1] });
    expect(flatten([7], [])).toEqual({ values: [7], shape: [] });
  });

  it.each([
    [[1, 2, 3], 'must have 6 elements (shape [2, 3]), got 3'],
    [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      'must have shape [2, 3], got [3, 2]',
    ],
    [
      [
        [1, 2, 3],
        [4, 5],
      ],
      'is ragged',
    ],
    [[[1, 2, 3], 4], 'is ragged'],
    [[1, [2]], 'must have shape [2, 3], got [2]'],
    [7, 'must have shape [2, 3], got []'],
    ['text', 'must have shape'],
    [{}, 'must have shape'],
    [[1, 2, 3, 4, 5, '6'], 'a finite number (float32), got "6"'],
    [
      [
        [1, 2, 3],
        [4, null, 6],
      ],
      'got null',
    ],
  ])('refuses %j', (value, words) => {
    expect(() => flatten(value, [2, 3])).toThrow(EncodeError);
    expect(() => flatten(value, [2, 3])).toThrow(words);
    expect(() => flatten(value, [2, 3])).toThrow('feature "image"');
  });
});

describe('an open shape', () => {
  it('takes its size from the value', () => {
    expect(flatten([1, 2], ['n'])).toEqual({ values: [1, 2], shape: [2] });
    expect(
      flatten(
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        ['n', 2],
      ),
    ).toEqual({ values: [1, 2, 3, 4, 5, 6], shape: [3, 2] });
  });

  it('does not guess the sizes of a flat array', () => {
    expect(() => flatten([1, 2, 3, 4], ['n', 2])).toThrow('must have shape [n, 2], got [4]');
  });
});

test('an array that is nested without end is refused, not followed', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  expect(() => flatten(deep, [2, 3])).toThrow(EncodeError);
  expect(() => flatten(deep, ['n'])).toThrow(EncodeError);
});

test('property: nesting a flat array by any shape and flattening it gives it back', () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(shapes, fc.boolean(), (shape, isOpen) => {
      const size = shape.reduce((product, dimension) => product * dimension, 1);
      const flat = Array.from({ length: size }, (_, index) => index);
      const declared = isOpen ? shape.map((_, axis) => `d${axis}`) : shape;
      expect(flatten(nest(flat, shape), declared)).toEqual({ values: flat, shape });
    }),
  );
});

function nest(flat: readonly number[], [size = 1, ...inner]: readonly number[]): unknown {
  if (inner.length === 0) return flat;
  const width = flat.length / size;
  return Array.from({ length: size }, (_, index) =>
    nest(flat.slice(index * width, (index + 1) * width), inner),
  );
}
