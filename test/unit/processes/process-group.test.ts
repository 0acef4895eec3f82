import { spawn } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import type { RunningProcess, StartOptions } from '../../../src/processes/child-link.js';
import type { ProcessGroup } from '../../../src/processes/process-group.js';
import { built } from '../../built.js';
import { isAlive, until } from '../../integration/servebench.js';

type Module = typeof import('../../../src/processes/process-group.js');

const WAIT_MS = 20_000;

describe('a group of processes', () => {
  let createProcessGroup: Module['createProcessGroup'];
  const groups: ProcessGroup[] = [];

  beforeAll(async () => {
    ({ createProcessGroup } = await built<Module>('processes/process-group.js'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await Promise.all(groups.splice(0).map((group) => group.stopAll()));
  });

  const newGroup = (signal?: AbortSignal): ProcessGroup => {
    const group = createProcessGroup(signal);
    groups.push(group);
    return group;
  };

  /** Starts a process that does what a test tells it: see fixtures/puppet.mjs. */
  const start = (
    group: ProcessGroup,
    spec: unknown,
    more: Partial<StartOptions> = {},
  ): Promise<RunningProcess> => {
    vi.stubEnv('NODE_OPTIONS', `--import=${resolve('test/unit/processes/fixtures/puppet.mjs')}`);
    return group.start({ role: 'puppet', title: 'the puppet', spec, readyTimeoutMs: WAIT_MS, ...more });
  };

  /** Attached at once: a rejection that nobody waits for yet is an error of the test run. */
  const expectDeath = (promise: Promise<unknown>): Promise<void> =>
    expect(promise).rejects.toMatchObject({ code: 'PROCESS_DIED' });

  it('starts a process, which says when it is ready and answers calls', async () => {
    const running = await start(newGroup(), { ready: { port: 7 } });
    expect(running).toMatchObject({ role: 'puppet', title: 'the puppet', ready: { port: 7 } });
    expect(isAlive(running.pid)).toBe(true);
    expect(await running.call('echo', { a: [1n, new Float64Array([1])] })).toEqual({
      a: [1n, new Float64Array([1])],
    });
    const answers = await Promise.all([1, 2, 3].map((value) => running.call('echo', value)));
    expect(answers).toEqual([1, 2, 3]);
  });

  it('passes an error of the process on: of the user as it is, any other with the name of the process', async () => {
    const group = newGroup();
    await expect(start(group, { failAtStart: 'user' })).rejects.toMatchObject({
      name: 'UserError',
      code: 'WRONG',
      message: 'the user is wrong',
      next: 'be right',
    });
    await expect(start(group, { failAtStart: 'bug' })).rejects.toMatchObject({
      name: 'DeploymentError',
      message: 'the puppet: something broke',
    });
    const running = await start(group, {});
    await expect(running.call('throw')).rejects.toMatchObject({
      message: expect.stringContaining('the puppet'),
    });
    await expect(running.call('nothing')).rejects.toMatchObject({
      message: expect.stringContaining('"nothing"'),
    });
    expect(await running.call('echo', 1)).toBe(1);
  });

  it('reports a process that dies before it is ready, with its last lines', async () => {
    await expect(start(newGroup(), { die: 3 })).rejects.toMatchObject({
      name: 'DeploymentError',
      code: 'PROCESS_DIED',
      message: 'the puppet exited with code 3',
      lastLines: ['so long', 'and thanks'],
    });
  });

  it('reports a process that never gets ready, with its last lines, and ends it', async () => {
    const starting = start(newGroup(), { hang: true }, { readyTimeoutMs: 1500 });
    const error = (await starting.catch((thrown: unknown) => thrown)) as { lastLines: string[] };
    expect(error).toMatchObject({ code: 'NOT_READY', message: 'the puppet was not ready within 1500 ms' });
    const [line = ''] = error.lastLines;
    const pid = Number(/^hanging as (\d+)$/.exec(line)?.[1]);
    expect(pid).toBeGreaterThan(0);
    expect(isAlive(pid)).toBe(false);
  });

  it('reports a process that cannot be started at all', async () => {
    const { execPath } = process;
    process.execPath = '/no/such/node';
    try {
      await expect(start(newGroup(), {})).rejects.toMatchObject({
        code: 'SPAWN_FAILED',
        message: expect.stringContaining('ENOENT'),
      });
    } finally {
      process.execPath = execPath;
    }
  });

  it('fails every call of a process that is killed, and those that come after', async () => {
    const running = await start(newGroup(), {});
    const killed = { code: 'PROCESS_DIED', message: 'the puppet was killed by SIGKILL' };
    const failures = [1, 2].map(() => expect(running.call('never')).rejects.toMatchObject(killed));
    process.kill(running.pid, 'SIGKILL');
    await Promise.all(failures);
    expect(await running.ended).toMatchObject({ code: 'PROCESS_DIED' });
    await expect(running.call('echo', 1)).rejects.toMatchObject({ code: 'PROCESS_DIED' });
    await running.stop();
  });

  it('stops a process in its own way', async () => {
    const running = await start(newGroup(), {});
    await running.stop();
    await running.stop();
    expect(isAlive(running.pid)).toBe(false);
    expect(await running.ended).toMatchObject({ lastLines: expect.arrayContaining(['stopped by itself']) });
  });

  it.each(['hangOnStop', 'throwOnStop', 'blockOnStop'])('ends one that does not stop: %s', async (how) => {
    const running = await start(newGroup(), { [how]: true });
    if (how === 'blockOnStop') void running.call('block').catch(() => undefined);
    const startedMs = performance.now();
    await running.stop();
    expect(performance.now() - startedMs).toBeLessThan(5000);
    expect(isAlive(running.pid)).toBe(false);
  });

  it('stops all of its processes, and none of another group', async () => {
    const [one, other] = [newGroup(), newGroup()];
    const running = await Promise.all([start(one, {}), start(one, {}), start(other, {})]);
    await one.stopAll();
    expect(running.map(({ pid }) => isAlive(pid))).toEqual([false, false, true]);
  });

  it('stops them when its signal is aborted, also those that are still starting, and starts no more', async () => {
    const controller = new AbortController();
    const group = newGroup(controller.signal);
    const running = await start(group, {});
    const failures = Promise.all([
      expectDeath(start(group, { hang: true })),
      expectDeath(running.call('never')),
    ]);
    controller.abort(new Error('enough'));
    await failures;
    await until('the process is gone', () => !isAlive(running.pid));
    await expect(start(group, {})).rejects.toThrow('enough');
  });

  it('listens to its signal only while it has a process', async () => {
    const { signal } = new AbortController();
    const listeners = (): number => getEventListeners(signal, 'abort').length;
    const group = newGroup(signal);
    expect(listeners()).toBe(0);
    await Promise.all([start(group, {}), start(group, {})]);
    expect(listeners()).toBe(1);
    await group.stopAll();
    expect(listeners()).toBe(0);
    await expect(start(group, { die: 1 })).rejects.toMatchObject({ code: 'PROCESS_DIED' });
    expect(listeners()).toBe(0);
  });

  it('does not end at a Ctrl-C that the whole foreground is sent: the parent decides', async () => {
    const running = await start(newGroup(), {});
    process.kill(running.pid, 'SIGINT');
    expect(await running.call('echo', 'still here')).toBe('still here');
  });

  it('ends with its parent, even one that is killed', async () => {
    const parent = spawn(process.execPath, [resolve('test/unit/processes/fixtures/parent.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [text] = (await once(parent.stdout, 'data')) as [Buffer];
    const pids = JSON.parse(text.toString()) as number[];
    expect(pids.map(isAlive)).toEqual([true, true]);
    parent.kill('SIGKILL');
    await until('the children are gone', () => !pids.some(isAlive));
  });
});
