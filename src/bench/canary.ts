import type { BlockCanary, CanaryReading } from '../core/baseline.js';
import { createProcessGroup } from '../processes/process-group.js';
import { mean } from '../statistics/describe.js';

const READY_TIMEOUT_MS = 30_000;
const FIGURES = ['rps', 'latencyUs'] as const;

/** A fixed workload in two processes of its own, which sleep between readings. */
export interface Canary {
  /** Takes about a second. */
  read(): Promise<CanaryReading>;
  stop(): Promise<void>;
}

export async function startCanary(signal: AbortSignal): Promise<Canary> {
  const group = createProcessGroup(signal);
  try {
    const server = await group.start<{ readonly port: number }>({
      role: 'canary-server',
      title: 'canary server',
      spec: null,
      readyTimeoutMs: READY_TIMEOUT_MS,
    });
    const client = await group.start({
      role: 'canary-client',
      title: 'canary client',
      spec: server.ready,
      readyTimeoutMs: READY_TIMEOUT_MS,
    });
    return {
      read: () =>
        client.call<CanaryReading>('read').catch((error: unknown) => {
          // The death of a process is then our own doing.
          signal.throwIfAborted();
          throw error;
        }),
      stop: () => group.stopAll(),
    };
  } catch (error) {
    await group.stopAll();
    signal.throwIfAborted();
    throw error;
  }
}

/** One reading for a block from those that were taken during it. @param readings at least one */
export function blockCanary(block: number, readings: readonly CanaryReading[]): BlockCanary {
  const [rps = 0, latencyUs = 0] = FIGURES.map((figure) => mean(readings.map((reading) => reading[figure])));
  return { block, rps, latencyUs };
}
