import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { mayHoldLargeInteger, parseExactIntegers } from '../../../../src/serving/oip/exact-json.js';

describe('parsing JSON with exact integers', () => {
  it('gives an integer beyond 2^53 as its decimal string', () => {
    const text = '[9007199254740993,-9223372036854775808,18446744073709551615,9007199254740991,-1]';
    expect(parseExactIntegers(text)).toEqual([
      ...['9007199254740993', '-9223372036854775808', '18446744073709551615'],
      ...[9007199254740991, -1],
    ]);
  });

  it('leaves alone fractions, exponents, and digits in strings and names', () => {
    const text = String.raw`{"a9007199254740993":"\"9007199254740993,","b":[0.12345678901234567,1e300,
      12345678901234567.5,12345678901234567e-2,-0.00000000000000012345],"c":"\\",  "d": 9007199254740993}`;
    expect(parseExactIntegers(text)).toEqual({ ...(JSON.parse(text) as object), d: '9007199254740993' });
  });

  it('is JSON.parse for every text without such an integer', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const parsed: unknown = JSON.parse(text);
        const hasLarge = /(?<![\d.eE"-])-?\d{16,}(?![\d.eE])/.test(text);
        fc.pre(!hasLarge);
        expect(parseExactIntegers(text)).toEqual(parsed);
      }),
    );
  });

  it('keeps every 64-bit integer, in any array', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })), (integers) => {
        const read = parseExactIntegers(`{"data":[${integers.join(',')}]}`) as { data: (number | string)[] };
        expect(read.data.map(BigInt)).toEqual(integers);
      }),
    );
  });

  it('is not needed where no number has sixteen digits', () => {
    expect(mayHoldLargeInteger('[123456789012345,1.5]')).toBe(false);
    expect(mayHoldLargeInteger('[9007199254740993]')).toBe(true);
  });
});
