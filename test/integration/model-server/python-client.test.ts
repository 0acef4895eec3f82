import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

import { startModelServer } from './start-server.js';

const hasPython = spawnSync('python3', ['--version']).status === 0;

it.skipIf(!hasPython)(
  'a client in another language that does what the examples of Triton do',
  async () => {
    const server = await startModelServer(['simple', 'simple_string']);
    try {
      const script = 'test/integration/model-server/client.py';
      const { stdout } = await promisify(execFile)('python3', [script, server.url]);
      expect(stdout).toBe('PASS\n');
    } finally {
      await server.stop();
    }
  },
  60_000,
);
