import type { TablePointer } from '../../core/predictor-spec.js';
import type { TrafficSpec } from '../../core/traffic-spec.js';
import type { JobRequest } from '../../precompute/plan-job.js';
import type { JobResult } from '../../precompute/run-job.js';
import type { ProcessUse } from '../../processes/messages.js';
import type { ProcessGroup, RunningProcess } from '../../processes/process-group.js';
import { modelVersion } from '../predictor.js';
import type { RollOut } from '../serving-mode.js';
import { statusOf, untilServing } from '../until-serving.js';
import { startJob } from './start-job.js';

/** All that a job takes to build the table again, from another version of the model. */
export interface RefreshOrder {
  readonly request: JobRequest;
  readonly traffic: TrafficSpec;
  readonly seed: number;
}

/** Where applications look for tables that take the place of theirs. */
export interface FollowedPointers {
  /** What `servebench precompute` publishes. */
  readonly serve: TablePointer;
  /** What a refresh publishes that belongs to the deployment alone. */
  readonly 'roll-out': TablePointer;
}

/** What `servebench precompute --refresh` does from cron, while the application answers from the old table. */
export function refreshTable(
  { request, ...ranking }: RefreshOrder,
  application: RunningProcess,
  processes: ProcessGroup,
): RollOut {
  return {
    how: `a job scores every key again (threads: ${request.workers}), verifies the table and publishes it; the application looks at the pointer once a second and changes over between two requests`,
    to: async (card) => {
      const before = await statusOf(application);
      const startedMs = performance.now();
      const job = await startJob(processes, 'refresh job', card, ranking);
      // A table in a server goes with its job.
      let isHolding = false;
      try {
        const { manifest } = await job.call<JobResult>('build', request);
        const buildMs = performance.now() - startedMs;
        isHolding = request.temporary ?? false;
        // It was started for this alone.
        const { cpuUs } = await job.call<ProcessUse>('monitor.stop');
        const next = modelVersion(card.name, card.sha256);
        await untilServing(application, before, ({ model }) => model === next);
        return { cpuUs, bytesWritten: manifest.bytes, buildMs };
      } finally {
        if (!isHolding) await job.stop();
      }
    },
  };
}
