import { setTimeout as wait } from 'node:timers/promises';

import { newRunId } from '../history/history.js';
import type { RunningProcess } from '../processes/child-link.js';
import { createProcessGroup } from '../processes/process-group.js';
import type { Progress } from './ports.js';
import { createWorkDir } from './work-dir.js';

/** What a command that works in one process of its own needs. */
export interface ProcessSettings {
  readonly stateDir: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Time between two looks at how far the work is. */
  readonly lookMs: number;
}

const READY_TIMEOUT_MS = 60_000;

/**
 * Starts a process of one role, with a folder of its own, and ends both whatever happens.
 * @throws the signal's reason when interrupted
 */
export async function withProcess<T>(
  options: {
    readonly role: string;
    readonly title: string;
    readonly specOf: (workDir: string) => unknown;
  },
  { stateDir, progress, signal }: ProcessSettings,
  use: (process: RunningProcess, workDir: string) => Promise<T>,
): Promise<T> {
  const workDir = await createWorkDir(stateDir, newRunId());
  const processes = createProcessGroup(signal);
  try {
    const { role, title, specOf } = options;
    const spec = specOf(workDir.path);
    const started = await processes.start({ role, title, spec, readyTimeoutMs: READY_TIMEOUT_MS });
    return await use(started, workDir.path);
  } catch (error) {
    // The death of the process is then our own doing.
    signal.throwIfAborted();
    throw error;
  } finally {
    progress.done();
    await processes.stopAll();
    await workDir.remove();
  }
}

/** Asks a process how far it is, now and then, until `result` is there. */
export async function watch<T, P>(
  started: RunningProcess,
  result: Promise<T>,
  { lookMs }: ProcessSettings,
  onLook: (progress: P) => void,
): Promise<T> {
  const ended = result.then(
    () => undefined,
    () => undefined,
  );
  while (await Promise.race([wait(lookMs, true, { ref: false }), ended])) {
    // Where the process has died, `result` says why.
    const looked = await Promise.race([started.call<P>('progress'), ended]).catch(() => undefined);
    if (looked === undefined) break;
    onLook(looked);
  }
  return result;
}
