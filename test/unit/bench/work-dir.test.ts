import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createWorkDir } from '../../../src/bench/work-dir.js';

describe('the folder of a run', () => {
  let stateDir: string;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'servebench-work-'));
  });
  afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

  const names = (): string[] => readdirSync(join(stateDir, 'work')).sort();
  /** The number of a process that has ended, and was just used, so is not yet again. */
  const deadPid = (): number => spawnSync('true').pid;

  it('is made, and goes with all that is in it', async () => {
    const { path, remove } = await createWorkDir(stateDir, 'abc');
    expect(names()).toEqual([`${process.pid}-abc`]);
    mkdirSync(join(path, 'tables'));
    writeFileSync(join(path, 'tables', 'x.db'), 'x');
    await remove();
    expect(names()).toEqual([]);
  });

  it('removes those of processes that have ended, and no other', async () => {
    const kept = [`${process.pid}-other`, `${process.ppid}-run`, 'notes.txt', 'run-17', 'archive'];
    for (const name of [...kept, `${deadPid()}-run`]) {
      mkdirSync(join(stateDir, 'work', name), { recursive: true });
      writeFileSync(join(stateDir, 'work', name, 'file'), 'x');
    }
    await createWorkDir(stateDir, 'new');
    expect(names()).toEqual([...kept, `${process.pid}-new`].sort());
  });

  it('cannot be made where a file is in the way, not even by root', async () => {
    const file = join(stateDir, 'file');
    writeFileSync(file, '');
    await expect(createWorkDir(file, 'abc')).rejects.toMatchObject({
      code: 'STATE_DIR_UNWRITABLE',
      message: expect.stringContaining(file),
      next: expect.stringContaining('SERVEBENCH_HOME'),
    });
  });
});
