import { resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { isAlive } from '../integration/servebench.js';
import { MODES, serve } from './serving-modes.js';

/** Every process that is started from now on and has this role ends before it is ready. */
function dieAs(role: string): void {
  vi.stubEnv('NODE_OPTIONS', `--import=${resolve('test/fixtures/die-at-start.mjs')}`);
  vi.stubEnv('DIE_AS', role);
}

describe('a process that ends before it is ready', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['model-server', 'microservice', 'model server of subject'],
    ['model-server', 'microservice of 2', /model server [12] of subject/],
    ['application', 'embedded', 'application of subject'],
    ['precompute', 'precomputed', 'precompute job'],
  ])(
    '%s of %s is a failure of the deployment, with the last lines it printed',
    async (role, mode, title) => {
      dieAs(role);
      const subject = MODES[mode];
      if (!subject) throw new Error(`no mode ${mode}`);
      const error: unknown = await serve(subject).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        name: 'DeploymentError',
        code: 'PROCESS_DIED',
        lastLines: expect.arrayContaining(['loading the graph', 'out of luck']),
      });
      expect((error as Error).message).toMatch(title);
      expect((error as Error).message).toContain('exited with code 7');
    },
    60_000,
  );
});

describe('a process that is killed while it serves', () => {
  it('is seen by whoever watches the deployment', async () => {
    const subject = MODES['microservice'];
    if (!subject) throw new Error('no mode microservice');
    const { deployment, stop } = await serve(subject);
    const server = deployment.processes.find(({ part }) => part === 'model-server');
    process.kill(server?.pid ?? 0, 'SIGKILL');
    expect(await server?.running?.ended).toMatchObject({ code: 'PROCESS_DIED' });
    await stop();
    expect(deployment.processes.filter(({ pid }) => isAlive(pid ?? 0))).toEqual([]);
  }, 60_000);
});
