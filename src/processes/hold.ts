import { sendSignal } from './marked-processes.js';
import type { ActiveRole } from './run-role.js';

export interface HoldSpec {
  /** As kill(2) takes it: negative for a group of processes. */
  readonly pid: number;
}

/**
 * Hangs a process, and lets it go on whatever happens. A stopped process sees nothing, not even that its parent was
 * killed: this one does, and wakes it, so that it ends by itself as every child of ours does.
 */
export async function startHold({ pid }: HoldSpec): Promise<ActiveRole> {
  const release = (): void => sendSignal(pid, 'SIGCONT');
  return { ready: null, methods: { hold: () => sendSignal(pid, 'SIGSTOP'), release }, stop: release };
}
