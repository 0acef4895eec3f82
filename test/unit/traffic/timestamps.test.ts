import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { parseTimestamp } from '../../../src/traffic/timestamps.js';

const NOON = Date.UTC(2024, 1, 29, 12, 0, 0);

describe('times', () => {
  test.each([
    ['2024-02-29T12:00:00Z', NOON],
    ['2024-02-29T12:00:00.250Z', NOON + 250],
    ['2024-02-29T12:00:00,250Z', NOON + 250],
    ['2024-02-29T14:00:00+02:00', NOON],
    ['2024-02-29T14:00:00+0200', NOON],
    ['2024-02-29T05:00:00-07', NOON],
    ['2024-02-29t12:00z', NOON],
    [' 2024-02-29 12:00:00 ', NOON],
    ['2024-02-29', NOON - 12 * 3600 * 1000],
    [NOON, NOON],
    [String(NOON), NOON],
    [NOON / 1000, NOON],
    [String(NOON / 1000), NOON],
    [NOON / 1000 + 0.25, NOON + 250],
    [-1, -1000],
    [99_999_999_999, 99_999_999_999_000],
    [100_000_000_000, 100_000_000_000],
  ])('%j', (value, ms) => {
    expect(parseTimestamp(value)).toBe(ms);
  });

  test.each([
    '',
    'yesterday',
    '2024-13-01',
    '2024-02-29T25:00Z',
    '29.02.2024',
    '2024-02',
    '12:00',
    'Feb 29, 2024',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    undefined,
    true,
    {},
    [],
  ])('%j is none', (value) => {
    expect(parseTimestamp(value)).toBeUndefined();
  });

  test('whatever Date writes is read back', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0000-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59Z'),
          noInvalidDate: true,
        }),
        (date) => {
          expect(parseTimestamp(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });
});
