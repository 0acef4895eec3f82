import type { LoadResult, PingMeasurement } from '../core/measurement.js';
import type { ProcessGroup } from '../processes/process-group.js';

const READY_TIMEOUT_MS = 30_000;

/** The process that asks a route without a model while a load runs. */
export interface PingProbe {
  start(url: string): Promise<void>;
  /** @returns the pings that were due while that load was: its preparation and its drain are left out. */
  stop(load: Pick<LoadResult, 'startedAt' | 'durationMs'>): Promise<PingMeasurement>;
}

export async function startPingProbe(group: ProcessGroup): Promise<PingProbe> {
  const running = await group.start({
    role: 'probe',
    title: 'ping probe',
    spec: null,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
  return {
    start: (url) => running.call('start', { url }),
    stop: ({ startedAt, durationMs }) => running.call('stop', { fromMs: Date.parse(startedAt), durationMs }),
  };
}
