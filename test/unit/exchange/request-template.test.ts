import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { compileRequest, placeholdersOf } from '../../../src/exchange/request-template.js';

const FEATURES = { country: 'DE "x"', hour: 7, tensor: [1.5, 2], flag: true, nothing: null };

describe('a request template', () => {
  test.each<[unknown, unknown]>([
    [undefined, FEATURES],
    ['{{request}}', FEATURES],
    [{ instances: ['{{request}}'] }, { instances: [FEATURES] }],
    [
      { user: '{{country}}', n: '{{ hour }}', x: '{{tensor}}' },
      { user: 'DE "x"', n: 7, x: [1.5, 2] },
    ],
    [{ text: '{{country}}-{{hour}}:{{flag}}{{nothing}}' }, { text: 'DE "x"-7:truenull' }],
    [{ text: 'all {{request}}' }, { text: `all ${JSON.stringify(FEATURES)}` }],
    [
      { a: '{{gone}}', b: '<{{gone}}>', c: '{{toString}}' },
      { a: null, b: '<>', c: null },
    ],
    [
      { k: 1, l: [true, null, 'plain', {}, []], 'odd "key"': '{{hour}}' },
      { k: 1, l: [true, null, 'plain', {}, []], 'odd "key"': 7 },
    ],
    [
      ['{{hour}}', '{ {hour}}', '{{}}'],
      [7, '{ {hour}}', '{{}}'],
    ],
  ])('%j', (template, expected) => {
    expect(JSON.parse(compileRequest(template)(FEATURES))).toEqual(expected);
  });

  test('without placeholders is what it is, whatever the features', () => {
    const noPlaceholder = fc.jsonValue().filter((value) => placeholdersOf(value).length === 0);
    fc.assert(
      fc.property(noPlaceholder, (template) => {
        expect(compileRequest(template)({ any: 1 })).toBe(JSON.stringify(template));
      }),
    );
  });

  test('writes every feature as JSON itself would', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (features) => {
        const body = compileRequest({ rows: ['{{request}}'] })(features);
        expect(body).toBe(JSON.stringify({ rows: [features] }));
      }),
    );
  });

  test('names its placeholders, each once', () => {
    expect(placeholdersOf({ a: ['{{x}} and {{ y z }}', { b: '{{x}}' }], '{{key}}': 1 })).toEqual([
      'x',
      'y z',
    ]);
  });
});
