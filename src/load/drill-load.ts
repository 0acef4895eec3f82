import type { OpenLoad } from '../core/load-plan.js';
import type { LoadResult } from '../core/load-result.js';
import type { RequestRows } from '../core/request-rows.js';
import { hideSecrets } from '../exchange/hide-secrets.js';
import type { LoadTarget } from './load-generator.js';
import { countArrivals } from './open-loop/arrival-schedule.js';
import { createOpenLoop } from './open-loop/open-loop.js';
import { RequestLog } from './open-loop/request-log.js';
import { stagedTimes, type Stage } from './open-loop/staged-times.js';
import type { RequestStream } from './request-reader.js';
import { createRequestWindow } from './request-window.js';

/** An open load of which every request is wanted, not only counts. */
export interface DrillLoadRequest {
  readonly target: LoadTarget;
  readonly stages: readonly Stage[];
  readonly timeoutMs: number;
  /** A request that would exceed this many outstanding ones is never sent, and counted. */
  readonly maxInFlight: number;
  /** Index of the first request in the replay part of the traffic. */
  readonly from: number;
}

export interface DrillLoad {
  readonly result: LoadResult;
  readonly rows: RequestRows;
}

/** @param onBegin told when the schedule starts, once everything is prepared */
export async function runDrillLoad(
  traffic: RequestStream,
  { target, stages, timeoutMs, maxInFlight, from }: DrillLoadRequest,
  onBegin: (startedAt: string) => void,
  signal: AbortSignal,
): Promise<DrillLoad> {
  const durationMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  const times = (): ReturnType<typeof stagedTimes> => stagedTimes(stages);
  const counts = countArrivals(times(), durationMs);
  const rate = (counts.scheduled * 1000) / durationMs;
  const load = { id: 'drill', kind: 'open', arrivals: 'constant', rate, durationMs } as const;
  const plan: OpenLoad = { ...load, timeoutMs, maxInFlight };
  const log = new RequestLog(onBegin);
  const window = createRequestWindow(traffic, from);
  try {
    const result = await createOpenLoop({ ...counts, times }, log).run(target, plan, window, signal);
    const { kinds, ...rows } = log.rows();
    // An application may repeat what it was sent.
    const shown = kinds.map((kind) => ({ ...kind, what: hideSecrets(kind.what, target.secrets) }));
    return { result, rows: { ...rows, kinds: shown } };
  } finally {
    await window.close();
  }
}
