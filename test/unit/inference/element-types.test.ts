import { describe, expect, it } from 'vitest';

import { TENSOR_TYPES } from '../../../src/core/model-card.js';
import { elementWords, readElement } from '../../../src/inference/element-types.js';

/** The largest and least element of each type, and what lies just beyond. */
const LIMITS = [
  ['int8', -128, 127, -129, 128],
  ['uint8', 0, 255, -1, 256],
  ['int16', -32768, 32767, -32769, 32768],
  ['uint16', 0, 65535, -1, 65536],
  ['int32', -(2 ** 31), 2 ** 31 - 1, -(2 ** 31) - 1, 2 ** 31],
  ['uint32', 0, 2 ** 32 - 1, -1, 2 ** 32],
  ['int64', -(2 ** 53) + 1, 2 ** 53 - 1, -(2 ** 53), 2 ** 53],
  ['uint64', 0, 2 ** 53 - 1, -1, 2 ** 53],
  ['float16', -65504, 65519, -65520, 65520],
  ['float32', -3.4028234663852886e38, 3.4028235677973362e38, -3.4028235677973366e38, 3.4028235677973366e38],
  ['float64', -Number.MAX_VALUE, Number.MAX_VALUE, -Infinity, Infinity],
] as const;

describe.each(LIMITS)('an element of %s', (type, least, largest, below, above) => {
  it('takes the ends of its range', () => {
    expect(readElement(least, type)).toBe(least);
    expect(readElement(largest, type)).toBe(largest);
  });

  it('refuses what lies beyond, and what is no number', () => {
    for (const value of [below, above, NaN, '1', true, null, undefined, [1], {}])
      expect(readElement(value, type)).toBeUndefined();
  });

  it('takes a fraction only where the type has some', () => {
    expect(readElement(0.5, type)).toBe(type.startsWith('float') ? 0.5 : undefined);
  });
});

describe('an element of', () => {
  it('float32 is what stays finite in 32 bits', () => {
    expect(Math.fround(3.4028235677973362e38)).toBeLessThan(Infinity);
    expect(Math.fround(3.4028235677973366e38)).toBe(Infinity);
  });

  it('bool is true or false, or 1 or 0', () => {
    expect([true, false, 1, 0].map((value) => readElement(value, 'bool'))).toEqual([1, 0, 1, 0]);
    for (const value of [2, '1', 'true', null]) expect(readElement(value, 'bool')).toBeUndefined();
  });

  it('string is a string that the runtime hands on whole', () => {
    expect(readElement('', 'string')).toBe('');
    for (const value of [1, true, null, 'a\0b']) expect(readElement(value, 'string')).toBeUndefined();
  });
});

it('every type has words that say what it takes', () => {
  for (const type of TENSOR_TYPES) expect(elementWords(type)).not.toBe('');
  expect(elementWords('uint8')).toBe('an integer from 0 to 255');
});
