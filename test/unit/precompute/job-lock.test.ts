import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { lockJob } from '../../../src/precompute/job-lock.js';
import { processStart } from '../../../src/processes/process-identity.js';

describe('the lock of a job', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'servebench-lock-'));
    file = join(folder, 'state', 'clicks.lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (holder: unknown): void => {
    rmSync(file, { force: true });
    writeFileSync(file, typeof holder === 'string' ? holder : JSON.stringify(holder));
  };

  it('keeps a second job out, and says who holds it since when', async () => {
    const lock = await lockJob(file, 'clicks');
    await expect(lockJob(file, 'clicks', 0)).rejects.toMatchObject({
      code: 'PRECOMPUTE_LOCKED',
      message: expect.stringMatching(new RegExp(`process ${process.pid}, since \\d{4}-\\d\\d-\\d\\dT`)),
      next: expect.stringContaining(`kill ${process.pid}`),
    });
    await lock.release();
    await (await lockJob(file, 'clicks', 0)).release();
    expect(readdirSync(join(folder, 'state'))).toEqual([]);
  });

  it('waits a moment for a job that is ending', async () => {
    const first = await lockJob(file, 'clicks');
    const second = lockJob(file, 'clicks', 5000);
    await new Promise((done) => setTimeout(done, 200));
    await first.release();
    await (await second).release();
    expect(existsSync(file)).toBe(false);
  });

  it('of a process that has died, or whose number another one has, is taken over', async () => {
    const dead = spawn(process.execPath, ['-e', '0']);
    const start = await processStart(dead.pid as number);
    await once(dead, 'exit');
    const since = new Date().toISOString();
    await (await lockJob(file, 'clicks')).release();
    for (const holder of [
      { pid: dead.pid, processStart: start ?? '', since },
      { pid: process.pid, processStart: '1', since },
      'half a lo',
      { pid: 'many' },
    ]) {
      write(holder);
      const lock = await lockJob(file, 'clicks', 0);
      await lock.release();
      expect(existsSync(file)).toBe(false);
    }
  });

  it('lets one of many in at a time', async () => {
    let inside = 0;
    let most = 0;
    await (await lockJob(file, 'clicks')).release();
    write('damaged by a crash');
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const lock = await lockJob(file, 'clicks', 20_000);
        most = Math.max(most, ++inside);
        await new Promise((done) => setTimeout(done, 5));
        inside--;
        await lock.release();
      }),
    );
    expect(most).toBe(1);
  }, 30_000);
});
