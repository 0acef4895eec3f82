import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { redact } from '../../../src/exchange/redact.js';

describe('redact', () => {
  test.each([
    ['no secret here', ['abcdef'], 'no secret here'],
    ['a abcdef b abcdef', ['abcdef'], 'a [hidden] b [hidden]'],
    ['{"detail":"ab\\"cd"}', ['ab"cd'], '{"detail":"[hidden]"}'],
    ['/login?key=a%2Fb%20c', ['a/b c'], '/login?key=[hidden]'],
    ['long long-secret', ['long', 'long-secret'], '[hidden] [hidden]'],
    ['cut: abcd', ['abcdef'], 'cut: [hidden]'],
    ['cut: abc', ['abcdef'], 'cut: abc'],
    ['anything', [''], 'anything'],
  ])('%s', (text, secrets, expected) => {
    expect(redact(text, secrets)).toBe(expected);
  });

  test('leaves no secret in any text, nor more than three characters of one at its end', () => {
    const secret = fc.string({ minLength: 8, maxLength: 20 }).filter((text) => !'[hidden]'.includes(text));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), fc.nat(20), (hidden, before, after, cut) => {
        const text = redact(`${before}${hidden}${after}${hidden.slice(0, cut)}`, [hidden]);
        expect(text.includes(hidden)).toBe(false);
        if (cut >= 4) expect(text.endsWith(hidden.slice(0, Math.min(cut, hidden.length)))).toBe(false);
      }),
    );
  });
});
