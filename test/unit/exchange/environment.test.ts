import { describe, expect, test } from 'vitest';

import { UserError } from '../../../src/core/errors.js';
import { malformedVariable, resolveHeaders } from '../../../src/exchange/environment.js';

function refusalOf(headers: Record<string, string>, environment: Record<string, string>): UserError {
  try {
    resolveHeaders(headers, environment);
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error('expected a UserError');
}

describe('headers from the environment', () => {
  test('are put together, and their secrets known', () => {
    const templates = {
      Authorization: 'Bearer ${TOKEN}',
      'X-Both': '${USER_ID}:${TOKEN}',
      plain: 'a $b {c}',
    };
    expect(resolveHeaders(templates, { TOKEN: 't0k', USER_ID: '7', OTHER: 'x' })).toEqual({
      headers: { authorization: 'Bearer t0k', 'x-both': '7:t0k', plain: 'a $b {c}' },
      secrets: ['t0k', '7'],
    });
  });

  test('name the variable that is missing or empty', () => {
    for (const environment of [{}, { TOKEN: '' }]) {
      const error = refusalOf({ authorization: 'Bearer ${TOKEN}' }, environment as Record<string, string>);
      expect(error.code).toBe('VARIABLE_MISSING');
      expect(error.message).toContain('TOKEN');
    }
  });

  test.each(['a\r\nx-injected: 1', 'a\nb', 'ключ', 'a\u0000b'])('refuse %j without repeating it', (value) => {
    const { code, message, next } = refusalOf({ authorization: 'Bearer ${TOKEN}' }, { TOKEN: value });
    expect(code).toBe('HEADER_INVALID');
    expect(`${message}${next}`).toContain('${TOKEN}');
    expect(`${message}${next}`).not.toContain(value);
  });

  test.each([
    ['${TOKEN} $x {y}', undefined],
    ['${MY-TOKEN}', '${MY-TOKEN}'],
    ['${A}${}', '${}'],
    ['${OPEN', '${OPEN'],
  ])('see in %s what only looks like a variable: %s', (template, found) => {
    expect(malformedVariable(template)).toBe(found);
  });
});
