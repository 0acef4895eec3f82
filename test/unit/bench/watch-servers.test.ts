import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';

import { sampleMemory } from '../../../src/bench/memory-sampler.js';
import { processTree } from '../../../src/bench/process-tree.js';
import { watchServers } from '../../../src/bench/watch-servers.js';

/** A server of two processes: one line to the lower one makes it work for 300 ms of its own CPU time. */
const SERVER = `
  const { fork } = require('node:child_process');
  if (process.argv[1] === 'lower') {
    process.on('message', () => {
      const start = process.cpuUsage();
      for (;;) { const { user, system } = process.cpuUsage(start); if (user + system > 300_000) break; }
      process.send('done');
    });
    process.send('up');
  } else {
    const lower = require('node:child_process').spawn(process.execPath, ['-e', process.env.CODE, 'lower'],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: process.env });
    lower.on('message', (message) => process.send(message));
    process.on('message', (message) => lower.send(message));
    process.on('disconnect', () => { lower.kill(); process.exit(); });
  }`;

describe('a server that others run', () => {
  let server: ChildProcess | undefined;
  const startServer = async (): Promise<number> => {
    server = spawn(process.execPath, ['-e', SERVER], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, CODE: SERVER },
    });
    await once(server, 'message');
    return server.pid ?? -1;
  };
  const work = async (): Promise<void> => {
    server?.send('work');
    await once(server as ChildProcess, 'message');
  };
  afterEach(async () => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    server.disconnect();
    await once(server, 'exit');
  });

  it('is counted with the processes below it', async () => {
    const pid = await startServer();
    expect(await processTree(pid)).toHaveLength(2);
    const watch = await watchServers([{ part: 'store', pid }], 'store');
    await work();
    const us = await watch.cpuUs();
    expect(us).toBeGreaterThan(290_000);
    expect(us).toBeLessThan(600_000);
    const memory = await sampleMemory([{ part: 'store', pid }]).stop();
    expect(memory?.processes).toBe(2);
    const alone = await sampleMemory([{ part: 'application', pid }]).stop();
    expect(memory?.anonBytes).toBeGreaterThan(1.5 * (alone?.anonBytes ?? Infinity));
  }, 30_000);

  it('is unknown, not nothing, where it cannot be seen or has ended', async () => {
    const application = { part: 'application', pid: process.pid } as const;
    const remote = [application, { part: 'store', pid: undefined }] as const;
    expect(await (await watchServers(remote, 'store')).cpuUs()).toBeNull();
    expect(await sampleMemory(remote).stop()).toBeNull();
    expect(await (await watchServers([application], 'store')).cpuUs()).toBe(0);
    expect(await (await watchServers([], 'store')).cpuUs()).toBeNull();
    const pid = await startServer();
    const watch = await watchServers([{ part: 'store', pid }], 'store');
    server?.kill('SIGKILL');
    await once(server as ChildProcess, 'exit');
    expect(await watch.cpuUs()).toBeNull();
  }, 30_000);
});
