import { describe, expect, test } from 'vitest';

import { check } from '../../../../src/scenario/check.js';
import { externalOptions } from '../../../../src/serving/external/options.js';

const URL = 'http://127.0.0.1:8080/score';

function mistakesOf(options: unknown): string[] {
  const mistakes: string[] = [];
  check(externalOptions, options, [], (at, text) => mistakes.push(`${at.join('.')}: ${text}`));
  return mistakes;
}

describe('the options of an external application', () => {
  test('need a URL, and have defaults for the rest', () => {
    expect(externalOptions.parse({ url: URL })).toEqual({
      url: URL,
      method: 'POST',
      headers: {},
      parity: true,
      tolerance: 1e-6,
      timeout: 10_000,
    });
    expect(externalOptions.parse({ url: URL, response: 'a.0' }).response).toEqual({ prediction: 'a.0' });
    expect(externalOptions.parse({ url: URL, response: { source: 'from' } }).response).toEqual({
      source: 'from',
    });
    expect(externalOptions.parse({ url: URL, timeout: '2s' }).timeout).toBe(2000);
  });

  test('keep variables as they are written', () => {
    const headers = { authorization: 'Bearer ${PATH}' };
    expect(externalOptions.parse({ url: URL, headers }).headers).toEqual(headers);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ url: 'ftp://x' }, 'url: expected a URL such as http://127.0.0.1:8080, got "ftp://x"'],
    [{ url: 'localhost:8080/x' }, 'url: expected a URL'],
    [{ url: 'https://me:pw@host/' }, 'url: expected a URL without user and password'],
    [{ method: 'GET' }, 'method: unknown value "GET"'],
    [{ headers: { 'a b': 'x' } }, 'headers.a b: expected the name of a header'],
    [{ headers: { 'Content-Length': '5' } }, 'headers.Content-Length: cannot be set'],
    [{ headers: { A: 'x', a: 'y' } }, 'headers: a header comes twice'],
    [
      { headers: { key: '${MY-KEY}' } },
      'headers.key: expected a variable such as ${API_TOKEN}, got ${MY-KEY}',
    ],
    [{ headers: { key: 5 } }, 'headers.key: expected text, got 5'],
    [{ request: { a: 1 } }, 'request: has no placeholder'],
    [{ request: null }, 'request: has no placeholder'],
    [{ request: [{ '{{hour}}': '{{hour}}' }] }, 'request: has a placeholder in the key "{{hour}}"'],
    [{ response: '$.a[0]' }, 'response: expected a path such as predictions.0.probability'],
    [{ response: { prediction: 'a..b' } }, 'response.prediction: expected a path'],
    [
      { response: { predction: 'a' } },
      'response.predction: unknown key "predction" (did you mean "prediction"?)',
    ],
    [{ tolerance: -1 }, 'tolerance: expected at least 0'],
    [{ parety: false }, 'parety: unknown key "parety" (did you mean "parity"?)'],
  ])('refuse %j', (options, mistake) => {
    const mistakes = mistakesOf({ url: URL, ...options });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(mistake);
  });
});
