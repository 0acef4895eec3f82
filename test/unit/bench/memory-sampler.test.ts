import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';

import { sampleMemory } from '../../../src/bench/memory-sampler.js';

const MIB = 1024 * 1024;

/** A process of ours, as a deployment lists it. */
const own = (pid: number) => ({ part: 'application', pid }) as const;

describe('the memory of processes', () => {
  let child: ChildProcess | undefined;
  afterEach(() => {
    child?.kill('SIGKILL');
  });

  /** Another process that does nothing. @returns its pid */
  const startIdle = async (): Promise<number> => {
    child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000); console.log("up")'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (child.stdout) await once(child.stdout, 'data');
    return child.pid ?? 0;
  };

  it('is that of this process, and its anonymous part is smaller', async () => {
    const { rss } = process.memoryUsage();
    const use = await sampleMemory([own(process.pid)]).stop();
    expect(use?.processes).toBe(1);
    expect(use?.rssBytes).toBeGreaterThan(rss * 0.7);
    expect(use?.rssBytes).toBeLessThan(rss * 1.5 + 50 * MIB);
    expect(use?.anonBytes).toBeGreaterThan(10 * MIB);
    expect(use?.anonBytes).toBeLessThan(use?.rssBytes ?? 0);
  });

  it('is the sum of several', async () => {
    const pid = await startIdle();
    const one = await sampleMemory([own(pid)]).stop();
    const both = await sampleMemory([own(process.pid), own(pid)]).stop();
    expect(both?.processes).toBe(2);
    expect(both?.rssBytes).toBeGreaterThan((one?.rssBytes ?? 0) + 20 * MIB);
  });

  it('is the largest sum that was seen, not the last', async () => {
    const pid = await startIdle();
    const sampler = sampleMemory([own(process.pid), own(pid)]);
    await sleep(600);
    child?.kill('SIGKILL');
    if (child) await once(child, 'exit');
    expect((await sampler.stop())?.processes).toBe(2);
  });

  it('is null where no process could be read, and leaves out one that has ended', async () => {
    const { pid } = spawnSync('true');
    expect(await sampleMemory([own(pid)]).stop()).toBeNull();
    expect(await sampleMemory([]).stop()).toBeNull();
    expect((await sampleMemory([own(process.pid), own(pid)]).stop())?.processes).toBe(1);
  });
});
