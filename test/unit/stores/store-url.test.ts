import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { splitLocation, tableLocation } from '../../../src/stores/store-location.js';
import { literalPassword, withoutPassword } from '../../../src/stores/store-password.js';
import { readStoreUrl, storeOfUrl, storeUrlProblem } from '../../../src/stores/store-url.js';

describe('a store URL', () => {
  it('says where the server is and as whom to go there', () => {
    const url = 'postgres://bench:p%40ss@127.0.0.1:6000/predictions?schema=mine&sslmode=require';
    expect(readStoreUrl('postgres', url, undefined, {})).toEqual({
      written: 'postgres://bench@127.0.0.1:6000/predictions?schema=mine&sslmode=require',
      scheme: 'postgres',
      host: '127.0.0.1',
      port: 6000,
      user: 'bench',
      password: 'p@ss',
      database: 'predictions',
      parameters: { schema: 'mine', sslmode: 'require' },
    });
    expect(readStoreUrl('redis', 'rediss://[::1]/3', undefined, {})).toMatchObject({
      ...{ scheme: 'rediss', host: '::1', port: 6379, user: undefined, password: undefined, database: '3' },
    });
  });

  it('names variables of the environment, as a part or as a whole', () => {
    const environment = { PASSWORD: 'a/b@c:d %', HOST: 'db.example', URL: 'redis://:s%2Fecret@h:1/2' };
    const address = readStoreUrl('postgres', 'postgres://u:${PASSWORD}@${HOST}/db', undefined, environment);
    expect(address).toMatchObject({ password: 'a/b@c:d %', host: 'db.example' });
    expect(address.written).toBe('postgres://u:${PASSWORD}@${HOST}/db');
    const whole = readStoreUrl('redis', '${URL}', undefined, environment);
    expect(whole).toMatchObject({ written: '${URL}', password: 's/ecret', port: 1, database: '2' });
    expect(storeOfUrl('${URL}', environment)).toBe('redis');
    const unset = () => readStoreUrl('redis', 'redis://:${NONE}@h', undefined, environment);
    expect(unset).toThrow(expect.objectContaining({ code: 'STORE_VARIABLE_UNSET' }) as Error);
    expect(unset).toThrow('NONE');
  });

  it('is of a store by its scheme', () => {
    const urls = ['postgres://h', 'postgresql://h', 'redis://h', 'rediss://h', 'mysql://h', 'h:1', 'sqlite'];
    expect(urls.map((url) => storeOfUrl(url, {}))).toEqual([
      ...['postgres', 'postgres', 'redis', 'redis', undefined, undefined, undefined],
    ]);
  });

  it.each([
    ['postgres', 'redis://h', 'starts with redis'],
    ['postgres', 'nonsense', 'such as postgres://'],
    ['postgres', 'postgres://', 'such as postgres://'],
    ['postgres', 'postgres://h:99999/db', 'such as postgres://'],
    ['postgres', 'postgres://h/a/b', 'database'],
    ['redis', 'redis://h/name', 'database'],
    ['redis', 'redis://h#x', '#'],
    ['redis', 'redis://h?schema=x', 'unknown parameter "schema" (known: prefix)'],
    ['postgres', 'postgres://h?schema=Robert"); DROP', 'schema'],
    ['postgres', 'postgres://h?sslmode=maybe', 'sslmode'],
  ] as const)('of %s is refused: %s', (store, url, words) => {
    expect(storeUrlProblem(store, url)).toContain(words);
    expect(() => readStoreUrl(store, url, undefined, {})).toThrow(
      expect.objectContaining({ code: 'STORE_URL_INVALID' }) as Error,
    );
  });

  it('is refused without a word of it where a password would be cut in two', () => {
    const half = fc.stringMatching(/^[a-z]{6,10}$/).map((word) => `zq${word}`);
    const stray = fc.constantFrom('@', '/', '?', '#', '%', '%zz');
    const store = fc.constantFrom('postgres', 'redis');
    fc.assert(
      fc.property(store, half, stray, half, (kind, first, character, second) => {
        const problem = storeUrlProblem(kind, `${kind}://user:${first}${character}${second}@127.0.0.1:1/0`);
        expect(problem).toBeDefined();
        expect(problem).not.toContain(first);
        expect(problem).not.toContain(second);
      }),
    );
  });

  it('never keeps a literal password where it is stored or shown, and takes it back when it is read', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (secret) => {
        const url = `postgres://u:${encodeURIComponent(secret)}@h:1/db?schema=s`;
        const location = tableLocation(readStoreUrl('postgres', url, undefined, {}), 'clicks-1');
        expect(location).toBe('postgres://u@h:1/db?schema=s#clicks-1');
        const { url: again, id } = splitLocation(location);
        expect(id).toBe('clicks-1');
        expect(readStoreUrl('postgres', again, literalPassword(url), {}).password).toBe(secret);
      }),
    );
    expect(withoutPassword('redis://:s@h')).toBe('redis://@h');
    expect(withoutPassword('redis://:${S}@h')).toBe('redis://:${S}@h');
    expect(literalPassword('redis://:${S}@h')).toBeUndefined();
  });
});
