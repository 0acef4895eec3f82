import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DeploymentError, errorRecord, UserError } from '../../../src/core/errors.js';
import { redact, redactText } from '../../../src/core/redact.js';

describe('redacted text', () => {
  it.each([
    ['postgres://bench:secret@127.0.0.1:5432/db', 'postgres://bench:***@127.0.0.1:5432/db'],
    ['redis://:secret@h', 'redis://:***@h'],
    ['rediss://u:p%40ss:w@h/2', 'rediss://u:***@h/2'],
    ['cannot reach redis://u:a@b@h, try again', 'cannot reach redis://u:***@h, try again'],
    ['POSTGRES://u:secret@h', 'POSTGRES://u:***@h'],
    ['redis://h?password=secret&x=1', 'redis://h?password=***&x=1'],
    ['{ url: "postgres://u:p/a?s#s@h/d" }', '{ url: "postgres://u:***@h/d" }'],
  ])('has no password: %s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each([
    'postgres://u:${PGPASSWORD}@h/db',
    'http://127.0.0.1:8080/users/@me',
    'http://127.0.0.1:8080/predict',
    'redis://h:6379/0',
    'mail a@b, look at https://example.org/x?y=1#z',
    'postgres://user@h/db',
  ])('leaves what is none: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('loses any password that a URL can hold, wherever the URL stands', () => {
    // As the URL standard escapes it; digits alone could be a part of the rest.
    const password = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .map((text) => `zz${encodeURIComponent(text).replaceAll("'", '%27')}`);
    const around = fc.constantFrom(['', ''], ['url: ', '\n'], ['"', '"'], ["{ url: '", "', x: a@b }"]);
    fc.assert(
      fc.property(password, around, (secret, [before, after]) => {
        const text = `${before}postgres://bench:${secret}@h:1/db${after}`;
        expect(redactText(text)).toBe(`${before}postgres://bench:***@h:1/db${after}`);
      }),
    );
  });

  it('is what errors carry, whoever wrote them', () => {
    const text = 'no answer from redis://:secret@h';
    for (const error of [new UserError('X', text), new DeploymentError('X', text), new Error(text)]) {
      expect(errorRecord(error).message).toBe('no answer from redis://:***@h');
    }
  });

  it('goes through data, and changes nothing else', () => {
    const data = { a: ['redis://:s@h', 1, null, undefined], b: { c: true, d: 'redis://:s@h' } };
    expect(redact(data)).toEqual({
      a: ['redis://:***@h', 1, null, undefined],
      b: { c: true, d: 'redis://:***@h' },
    });
    expect(data.a[0]).toBe('redis://:s@h');
  });
});
