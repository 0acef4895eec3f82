import type { LoadPlan } from '../core/load-plan.js';
import type { LoadResult } from '../core/load-result.js';
import type { ModelCard } from '../core/model-card.js';
import type { Scenario } from '../core/scenario.js';
import type { LoadRunRequest, LoadSpec } from '../load/role.js';
import type { RunningProcess } from '../processes/child-link.js';
import { createProcessGroup } from '../processes/process-group.js';
import { startPingProbe, type PingProbe } from './ping-probe.js';

const READY_TIMEOUT_MS = 600_000;

/** The process that drives requests, and the one that pings meanwhile: for a block, started again if one dies. */
export interface LoadProcess {
  readonly running: RunningProcess;
  readonly pings: PingProbe;
  drive(request: LoadRunRequest): Promise<LoadResult>;
  stop(): Promise<void>;
}

export async function startLoadProcess(
  card: ModelCard,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<LoadProcess> {
  const group = createProcessGroup(signal);
  const [running, pings] = await Promise.all([
    group.start({
      role: 'load',
      title: 'load process',
      spec: { card, traffic: scenario.traffic, seed: scenario.seed } satisfies LoadSpec,
      readyTimeoutMs: READY_TIMEOUT_MS,
    }),
    startPingProbe(group),
  ]);
  return {
    running,
    pings,
    drive: (request) => running.call<LoadResult>('run', request),
    stop: () => group.stopAll(),
  };
}

/** Closed loop at the connections of a typical load: what a fresh deployment meets before its first trial. */
export function warmUpPlan(durationMs: number): LoadPlan {
  return { id: 'warm-up', kind: 'closed', connections: 32, durationMs, timeoutMs: 10_000 };
}
