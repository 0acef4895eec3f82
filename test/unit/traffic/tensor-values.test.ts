import { describe, expect, test } from 'vitest';

import { TENSOR_TYPES } from '../../../src/core/model-card.js';
import { counterRandom } from '../../../src/traffic/counter-random.js';
import { tensorDraw, tensorElements } from '../../../src/traffic/tensor-values.js';

const draw = (...args: Parameters<typeof tensorDraw>): unknown =>
  tensorDraw(...args)(counterRandom(1, 'tensor'));
const isDigit = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 9;

describe('shape', () => {
  test('nested arrays, row-major', () => {
    const value = draw('float32', [2, 3]) as number[][];
    expect(value.map((row) => row.length)).toEqual([3, 3]);
  });

  test('a symbolic dimension has size 8, and a shape without dimensions is a scalar', () => {
    expect(draw('int64', ['sequence'])).toHaveLength(8);
    expect(draw('float32', [])).toBeTypeOf('number');
    expect(tensorElements(['sequence', 2])).toBe(16);
  });
});

describe('elements', () => {
  test.each(TENSOR_TYPES)('%s', (type) => {
    const values = draw(type, [500]) as unknown[];
    const accepts = {
      bool: (value: unknown) => typeof value === 'boolean',
      string: (value: unknown) => typeof value === 'string' && value.length <= 4,
      float: (value: unknown) => typeof value === 'number' && Math.abs(value) < 6 && !Number.isInteger(value),
    };
    const check =
      type === 'bool' || type === 'string'
        ? accepts[type]
        : type.startsWith('float')
          ? accepts.float
          : isDigit;
    expect(values.filter((value) => !check(value))).toEqual([]);
    expect(new Set(values).size).toBeGreaterThan(1);
  });

  test('float values are short in JSON', () => {
    const values = draw('float64', [200]) as number[];
    expect(values.filter((value) => Number(value.toPrecision(6)) !== value)).toEqual([]);
  });
});
