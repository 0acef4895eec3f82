import type { ModelCard } from '../../core/model-card.js';
import type { TrafficSpec } from '../../core/traffic-spec.js';
import type { PrecomputeSpec } from '../../precompute/role.js';
import type { RunningProcess } from '../../processes/child-link.js';
import type { ProcessGroup } from '../../processes/process-group.js';

const READY_TIMEOUT_MS = 600_000;

/** What the keys of a table are ranked on. */
interface Ranking {
  readonly traffic: TrafficSpec;
  readonly seed: number;
}

/** Starts a process that builds tables from the predictions of a model. Whoever asks for it stops it. */
export function startJob(
  processes: ProcessGroup,
  title: string,
  card: ModelCard,
  { traffic, seed }: Ranking,
): Promise<RunningProcess> {
  return processes.start({
    role: 'precompute',
    title,
    spec: { card, traffic, seed } satisfies PrecomputeSpec,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
}
