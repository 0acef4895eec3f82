import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import type { CommandLine, CommandSpec } from './command-spec.js';
import { MARK, markedProcesses, sendSignal } from './marked-processes.js';

/** Between SIGTERM and SIGKILL. */
const TERM_GRACE_MS = 2000;
const POLL_MS = 20;

/** The end by a signal, as a shell says it: with the signal's number on top. */
export const KILLED = 128;

export interface CommandProcess {
  readonly pid: number | undefined;
  /** Resolves with how it ended: `exited with code 3`, `was killed by SIGKILL`, or why it could not be started. */
  readonly ended: Promise<CommandEnd>;
  /** SIGTERM to all that it has started, SIGKILL to what is left after two seconds. */
  stop(): Promise<void>;
  /** SIGKILL at once, and synchronously: for the end of this process. */
  kill(): void;
}

export interface CommandEnd {
  readonly how: string;
  /** What a shell would give as its exit code. */
  readonly code: number;
}

/** Starts a program that is not ours, in a process group of its own; what it prints goes where ours does. */
export function startProcess(
  line: CommandLine,
  { cwd, env, mark }: Pick<CommandSpec, 'cwd' | 'env' | 'mark'>,
): CommandProcess {
  const settings = {
    cwd,
    env: { ...process.env, ...env, [MARK]: mark },
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'] as ('ignore' | 'inherit')[],
  };
  const [program = '', ...words] = typeof line === 'string' ? ['/bin/sh', '-c', line] : line;
  const child = spawn(program, words, settings);
  const ended = endOf(child);
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));

  const signalAll = (signal: NodeJS.Signals): void => {
    // The number of a group stays taken while one of its processes lives, whichever.
    if (child.pid !== undefined && (!hasEnded || process.platform !== 'linux'))
      sendSignal(-child.pid, signal);
    for (const pid of markedProcesses(mark)) sendSignal(pid, signal);
  };
  return {
    pid: child.pid,
    ended,
    stop: async () => {
      signalAll('SIGTERM');
      const dueMs = performance.now() + TERM_GRACE_MS;
      while ((!hasEnded || markedProcesses(mark).length > 0) && performance.now() < dueMs)
        await sleep(POLL_MS);
      signalAll('SIGKILL');
      await ended;
    },
    kill: () => signalAll('SIGKILL'),
  };
}

function endOf(child: ChildProcess): Promise<CommandEnd> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ how: `could not be started: ${message}`, code: 127 }));
    child.once('exit', (code, signal) => {
      resolve(
        signal
          ? { how: `was killed by ${signal}`, code: KILLED + constants.signals[signal] }
          : { how: `exited with code ${code ?? 0}`, code: code ?? 0 },
      );
    });
  });
}
