import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { linkTo, type RunningProcess, type StartOptions } from './child-link.js';
import { killMarked } from './marked-processes.js';
import { createOutputTail } from './output-tail.js';

const CHILD_ENTRY = fileURLToPath(new URL('../child.js', import.meta.url));

/** Every process that a command starts; nothing in it outlives the command. */
export interface ProcessGroup {
  start<R>(options: StartOptions): Promise<RunningProcess<R>>;
  stopAll(): Promise<void>;
}

/**
 * Children also end by themselves when the IPC channel closes, so a SIGKILL of the parent leaves none behind.
 * @param signal stops every process of the group, so that whatever waits for one is told
 */
export function createProcessGroup(signal?: AbortSignal): ProcessGroup {
  const children = new Map<ChildProcess, RunningProcess>();
  const stopAll = async (): Promise<void> => {
    await Promise.all([...children.values()].map((running) => running.stop()));
  };
  const onAbort = (): void => void stopAll();
  // The signal outlives many groups: it is listened to only while there is something to stop.
  const remember = (child: ChildProcess, running: RunningProcess): void => {
    if (children.size === 0) signal?.addEventListener('abort', onAbort);
    children.set(child, running);
  };
  const forget = (child: ChildProcess): void => {
    children.delete(child);
    if (children.size === 0) signal?.removeEventListener('abort', onAbort);
  };

  async function start<R>(options: StartOptions): Promise<RunningProcess<R>> {
    signal?.throwIfAborted();
    const child = fork(CHILD_ENTRY, [options.role], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    });
    const tail = createOutputTail(child, options.secrets);
    const link = linkTo(child, options, tail);
    remember(child, link.process);
    child.once('exit', () => {
      forget(child);
      if (options.mark !== undefined) killMarked(options.mark);
    });
    // What could not be started never exits.
    if (child.pid === undefined) forget(child);
    try {
      const ready = await link.whenReady;
      return Object.assign(link.process, { ready }) as RunningProcess<R>;
    } catch (error) {
      await link.process.stop();
      throw error;
    }
  }

  return {
    start,
    stopAll,
  };
}
