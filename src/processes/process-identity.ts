import { readFile } from 'node:fs/promises';

import { systemErrorCode } from '../core/errors.js';

/**
 * When a process started, in the kernel's clock ticks: with its number it names a process for good.
 * @returns undefined where it has ended; an empty text on a platform without /proc, while it lives
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined;
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // proc_pid_stat(5), from field 3 on: the second one, the name, may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has not asked yet.
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch (error) {
    if (systemErrorCode(error) === 'ESRCH') return undefined;
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    return process.platform === 'linux' ? undefined : '';
  }
}

/** Whether the process still lives, and its number was not given to another one. */
export async function isSameProcess(pid: number, start: string): Promise<boolean> {
  return (await processStart(pid)) === start;
}

/** Whether a process has this number; a zombie counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but belongs to another user.
    return systemErrorCode(error) === 'EPERM';
  }
}
