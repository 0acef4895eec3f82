import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { roundDecimals, roundSignificant } from '../../../src/traffic/round-significant.js';

describe('six significant digits', () => {
  test.each([
    [1.23456789, 1.23457],
    [-0.0123456789, -0.0123457],
    [123456789, 123457000],
    [0.1, 0.1],
    [999999.5, 1_000_000],
    [0, 0],
    [1e-30, 1e-30],
  ])('%d becomes %d', (value, rounded) => {
    expect(roundSignificant(value)).toBe(rounded);
  });

  test('any value is written with at most 7 characters of digits and stays within its last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (value) => {
        fc.pre(Math.abs(value) > 1e-12);
        const rounded = roundSignificant(value);
        expect(Math.abs(rounded - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-5);
        expect(Number(rounded.toPrecision(6))).toBe(rounded);
      }),
    );
  });
});

test('decimals may be negative', () => {
  expect(roundDecimals(1234.5678, 2)).toBe(1234.57);
  expect(roundDecimals(1234.5678, -2)).toBe(1200);
});
