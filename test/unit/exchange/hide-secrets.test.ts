import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { hideSecrets } from '../../../src/exchange/hide-secrets.js';

describe('hideSecrets', () => {
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
    expect(hideSecrets(text, secrets)).toBe(expected);
  });

  test('leaves no secret in any text, nor more than three characters of one at its end', () => {
    const secret = fc.string({ minLength: 8, maxLength: 20 }).filter((text) => !'[hidden]'.includes(text));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), fc.nat(20), (hidden, before, after, cut) => {
        const text = hideSecrets(`${before}${hidden}${after}${hidden.slice(0, cut)}`, [hidden]);
        expect(text.includes(hidden)).toBe(false);
        if (cut >= 4) expect(text.endsWith(hidden.slice(0, Math.min(cut, hidden.length)))).toBe(false);
      }),
    );
  });
});
