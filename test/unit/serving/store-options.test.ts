import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import {
  checkStoreOptions,
  storeAccess,
  STORE_FIELDS,
  storeTarget,
} from '../../../src/serving/store-options.js';

const schema = z.strictObject(STORE_FIELDS).superRefine(checkStoreOptions);

describe('the store of a mode', () => {
  const problemsOf = (raw: unknown): string[] =>
    (schema.safeParse(raw).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

  it('is SQLite in the folder of the run, or a server at a URL', () => {
    const sqlite = schema.parse({});
    expect(storeTarget(sqlite, '/work/tables')).toBe('/work/tables');
    const redis = schema.parse({ store: 'redis', url: 'redis://:s@h', timeoutMs: 50 });
    expect(storeTarget(redis, '/work/tables')).toBe('redis://:s@h');
    expect(storeAccess(redis)).toEqual({ password: 's', timeoutMs: 50 });
    expect(storeAccess(schema.parse({ store: 'redis', url: 'redis://:${S}@h' })).password).toBeUndefined();
  });

  it('says what does not fit, and repeats no password', () => {
    expect(problemsOf({ store: 'redis' })).toEqual([
      'url: missing; expected a URL such as redis://:${REDIS_PASSWORD}@127.0.0.1:6379/0',
    ]);
    expect(problemsOf({ url: 'redis://h' })[0]).toContain('store: postgres or redis');
    expect(problemsOf({ store: 'mysql' })[0]).toMatch(/^store: /);
    expect(problemsOf({ store: 'postgres', url: 'redis://:secret@h' })[0]).toContain('postgres://');
    expect(problemsOf({ store: 'postgres', url: 'redis://:secret@h' })[0]).not.toContain('secret');
  });
});
