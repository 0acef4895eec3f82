import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { escapeAttribute, escapeXml } from '../../../src/reporters/escape-xml.js';
import { parseXml } from './xml.js';

/** Text with everything that XML cannot hold taken out, colours first. */
const expected = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  [...text.replace(/\u001B\[[0-9;?]*[ -/]*[@-~]/g, '')]
    .map((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      const isControl = code < 0x20 && ![9, 10, 13].includes(code);
      const isSurrogate = code >= 0xd800 && code <= 0xdfff;
      return isControl || isSurrogate || code === 0xfffe || code === 0xffff ? '\uFFFD' : letter;
    })
    .join('');

describe('escaping for XML', () => {
  it('brings any text back through a strict parser, as text and as an attribute', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), hostileText()), (text) => {
        const root = parseXml(`<a b="${escapeAttribute(text)}">${escapeXml(text)}</a>`);
        expect(root.text).toBe(expected(text));
        expect(root.attributes['b']).toBe(expected(text));
      }),
    );
  });

  it('takes out the colours of a log', () => {
    expect(escapeXml('\u001B[31mred\u001B[0m')).toBe('red');
  });

  it('does not leave the end of a CDATA section', () => {
    expect(escapeXml('a ]]> b')).not.toContain(']]>');
  });
});

function hostileText(): fc.Arbitrary<string> {
  const pieces = [
    '<',
    '>',
    '&',
    '"',
    "'",
    ']]>',
    '&amp;',
    '\r\n',
    '\t',
    '\u0000',
    '\uD800',
    '\u001B[1m',
    '<!--',
    'x',
  ];
  return fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));
}
