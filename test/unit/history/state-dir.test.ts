import { join } from 'node:path';

import { expect, test } from 'vitest';

import { stateDir } from '../../../src/history/state-dir.js';

test.each([
  [{}, join('/here', '.servebench')],
  [{ SERVEBENCH_HOME: '' }, join('/here', '.servebench')],
  [{ SERVEBENCH_HOME: '/elsewhere' }, '/elsewhere'],
  [{ SERVEBENCH_HOME: 'state' }, join('/here', 'state')],
])('the state directory for %o', (env, folder) => {
  expect(stateDir(env, '/here')).toBe(folder);
});
