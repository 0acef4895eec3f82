import type { LoadResult } from '../core/load-result.js';
import type { PingMeasurement } from '../core/measurement.js';
import type { PingRows } from '../core/request-rows.js';
import type { TimeSpan } from '../load/ping/ping-round.js';
import type { ProcessGroup } from '../processes/process-group.js';

const READY_TIMEOUT_MS = 30_000;

type During = Pick<LoadResult, 'startedAt' | 'durationMs'>;

/** The process that asks a route without a model while a load runs. */
export interface PingProbe {
  start(url: string): Promise<void>;
  /** @returns the pings that were due while that load was: its preparation and its drain are left out. */
  stop(load: During): Promise<PingMeasurement>;
  /** As `stop`, with each of these pings. */
  stopWithRows(load: During): Promise<PingRows>;
}

export async function startPingProbe(group: ProcessGroup): Promise<PingProbe> {
  const running = await group.start({
    role: 'probe',
    title: 'ping probe',
    spec: null,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
  const span = ({ startedAt, durationMs }: During): TimeSpan => ({
    fromMs: Date.parse(startedAt),
    durationMs,
  });
  return {
    start: (url) => running.call('start', { url }),
    stop: (load) => running.call('stop', span(load)),
    stopWithRows: (load) => running.call('stopWithRows', span(load)),
  };
}
