import { describe, expect, it } from 'vitest';

import { DeploymentError, UserError } from '../../../src/core/errors.js';
import type { PredictionStore } from '../../../src/stores/prediction-store.js';
import { checkStore, storeFlag } from '../../../src/terminal/store-flag.js';

describe('--store', () => {
  it('is the URL of a server, or the word sqlite', () => {
    expect(storeFlag(undefined)).toBeUndefined();
    expect(storeFlag('sqlite')).toEqual({ store: 'sqlite' });
    expect(storeFlag('redis://h')).toEqual({ store: 'redis', url: 'redis://h' });
    expect(storeFlag('postgresql://h')).toEqual({ store: 'postgres', url: 'postgresql://h' });
  });

  it.each(['mysql://u:secret@h', 'secret', 'redis://u:secret/x@h', 'postgres://u:secret@h/d?x=y', ''])(
    'refuses %s without repeating it',
    (text) => {
      let thrown: unknown;
      try {
        storeFlag(text);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(UserError);
      expect(thrown).toMatchObject({
        code: 'STORE_URL_INVALID',
        next: expect.stringContaining('--store redis'),
      });
      expect(String(thrown)).not.toContain('secret');
    },
  );

  it('that does not connect is wrong input, not a failed mode', async () => {
    const failing = async (): Promise<PredictionStore> => ({
      ...{ id: 'redis', summary: '' },
      connect: () => Promise.reject(new DeploymentError('STORE_UNREACHABLE', 'no Redis answers at h:1')),
      open: () => Promise.reject(new Error('not asked')),
      openOverlay: () => Promise.reject(new Error('no overlay')),
    });
    const checked = checkStore({ store: 'redis', url: 'redis://h:1' }, failing);
    await expect(checked).rejects.toMatchObject({ name: 'UserError', code: 'STORE_UNREACHABLE' });
    await expect(checkStore({ store: 'sqlite' }, failing)).resolves.toBeUndefined();
  });
});
