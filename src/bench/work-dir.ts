import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { makeFolder } from '../files/make-folder.js';
import { systemErrorCode, UserError } from '../core/errors.js';
import { isAlive } from '../processes/process-identity.js';

/** A folder for the files of one run, named after the process that owns it. */
export interface WorkDir {
  readonly path: string;
  remove(): Promise<void>;
}

/** `12345-60de0001`: the process, and its run. */
const OWNED = /^(\d+)-/;

/** Creates the folder, and removes those of processes that were killed before they could. */
export async function createWorkDir(stateDir: string, runId: string): Promise<WorkDir> {
  const parent = join(stateDir, 'work');
  const path = join(parent, `${process.pid}-${runId}`);
  try {
    makeFolder(path);
  } catch (error) {
    throw new UserError(
      'STATE_DIR_UNWRITABLE',
      `cannot write to the state directory ${stateDir} (${systemErrorCode(error) ?? 'unknown error'})`,
      'make it writable, or set SERVEBENCH_HOME to another folder',
    );
  }
  for (const name of await readdir(parent)) {
    const pid = OWNED.exec(name)?.[1];
    // Anything else in there is not ours to remove.
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(parent, name), { recursive: true, force: true });
  }
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
