import fc from 'fast-check';
import { expect, test } from 'vitest';

import { float16Bits, float16Value } from '../../../src/inference/float16.js';

const ALL_BITS = Array.from({ length: 65_536 }, (_, bits) => bits);

test('every bit pattern reads and writes back to itself', () => {
  const isNaNPattern = (bits: number): boolean => (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0;
  const changed = ALL_BITS.filter((bits) => !isNaNPattern(bits) && float16Bits(float16Value(bits)) !== bits);
  expect(changed).toEqual([]);
  for (const bits of ALL_BITS.filter(isNaNPattern)) expect(float16Value(bits)).toBeNaN();
  expect(float16Bits(NaN)).toBe(0x7e00);
});

// IEEE 754-2008, binary16: the values that every table of it gives.
test.each([
  [0x0000, 0],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x3555, 0.333251953125],
  [0x3c00, 1],
  [0xc000, -2],
  [0x7bff, 65504],
  [0x7c00, Infinity],
  [0xfc00, -Infinity],
])('%i is %d', (bits, value) => {
  expect(float16Value(bits)).toBe(value);
  expect(float16Bits(value)).toBe(bits);
});

test('zero keeps its sign', () => {
  expect(float16Bits(-0)).toBe(0x8000);
  expect(Object.is(float16Value(0x8000), -0)).toBe(true);
});

test('half of the step beyond the largest rounds to infinity, less does not', () => {
  expect(float16Bits(65519.999)).toBe(0x7bff);
  expect(float16Bits(65520)).toBe(0x7c00);
  expect(float16Bits(-1e300)).toBe(0xfc00);
});

test('property: a double becomes the nearest of all finite values, the even one of two that tie', () => {
  const finite = ALL_BITS.slice(0, 0x7c00).map(float16Value);
  const doubles = fc.oneof(
    fc.double({ min: 0, max: 65504, noNaN: true }),
    fc.double({ min: 0, max: 2 ** -13, noNaN: true }),
    // Half-way between two neighbours, where ties are decided.
    fc.nat(0x7bfe).map((bits) => ((finite[bits] as number) + (finite[bits + 1] as number)) / 2),
  );
  fc.assert(
    fc.property(doubles, (value) => {
      const above = firstNotBelow(finite, value);
      const below = Math.max(0, above - 1);
      const [lower, upper] = [finite[below] as number, finite[above] ?? Infinity];
      const nearest =
        value - lower < upper - value || (value - lower === upper - value && below % 2 === 0) ? below : above;
      expect(float16Bits(value)).toBe(nearest);
      expect(float16Bits(-value)).toBe(nearest | 0x8000);
    }),
    { numRuns: 2000 },
  );
});

/** Index of the first of ascending `values` that is at least `value`. */
function firstNotBelow(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
