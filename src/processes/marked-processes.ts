import { readdirSync, readFileSync } from 'node:fs';

import { systemErrorCode } from '../core/errors.js';

/** Environment variable that marks a command and everything that it starts. */
export const MARK = 'SERVEBENCH_COMMAND';

/**
 * Processes with this mark in the environment they were started with: also those that left their parent's process
 * group, or whose parent is gone. A zombie has no environment, and needs no killing.
 * @returns none where the platform has no /proc
 */
export function markedProcesses(mark: string): number[] {
  const entry = Buffer.from(`${MARK}=${mark}\0`);
  return processNumbers().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`).includes(entry);
    } catch {
      // It ended, or is another user's.
      return false;
    }
  });
}

function processNumbers(): number[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Sends a signal to a process, or to a group (a negative number); one that is gone already is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (systemErrorCode(error) !== 'ESRCH' && systemErrorCode(error) !== 'EPERM') throw error;
  }
}

/** Ends what is left of a command. */
export function killMarked(mark: string): void {
  for (const pid of markedProcesses(mark)) sendSignal(pid, 'SIGKILL');
}
