import type { GoldenRow, PredictorSpec, TablePointer, TableRef } from '../../core/predictor-spec.js';
import type { ModelCard } from '../../core/model-card.js';
import type { TrafficSpec } from '../../core/traffic-spec.js';
import type { JobRequest } from '../../precompute/plan-job.js';
import type { PublishRequest } from '../../precompute/published-table.js';
import type { JobResult } from '../../precompute/run-job.js';
import type { ProcessUse } from '../../processes/messages.js';
import type { RunningProcess } from '../../processes/child-link.js';
import type { ProcessGroup } from '../../processes/process-group.js';
import { modelVersion } from '../predictor.js';
import type { BackingRollOut, InPlaceRollOut, ReplaceRollOut, RollOut, RollOutCost } from '../roll-out.js';
import { statusOf, untilServing } from '../until-serving.js';
import { startJob } from './start-job.js';

/** All that a job takes to build the table again, from another version of the model. */
export interface RefreshOrder {
  readonly request: JobRequest;
  readonly traffic: TrafficSpec;
  readonly seed: number;
}

export type TablePredictorSpec = Extract<PredictorSpec, { kind: 'table' }>;

/** Where applications look for tables that take the place of theirs. */
export interface FollowedPointers {
  /** What `servebench precompute` publishes. */
  readonly serve: TablePointer;
  /** What a refresh publishes that belongs to the deployment alone. */
  readonly 'roll-out': TablePointer;
}

/** A table of the next version, which nobody reads yet. */
interface BuiltTable {
  readonly table: TableRef;
  readonly cost: RollOutCost & { readonly cpuUs: number };
  /** Lets applications that follow the pointer take it up. */
  publish(): Promise<void>;
}

/** How a table with another mode behind it is moved, by how that one is; a table alone without one. */
export function refreshWith(
  predictor: TablePredictorSpec,
  order: RefreshOrder,
  behind: BackingRollOut | undefined,
  processes: ProcessGroup,
): BackingRollOut {
  if (behind === undefined) {
    return { kind: 'in-place', of: (application) => refreshTable(order, application, processes) };
  }
  return behind.kind === 'in-place'
    ? refreshInPlace(order, behind, processes)
    : refreshAndReplace(predictor, order, behind, processes);
}

/** What `servebench precompute --refresh` does from cron, while the application answers from the old table. */
function refreshTable(order: RefreshOrder, application: RunningProcess, processes: ProcessGroup): RollOut {
  return {
    how: `${scoring(order)} and publishes it; the application looks at the pointer once a second and changes over between two requests`,
    to: (card, golden) =>
      withTable(order, card, golden, processes, async ({ cost, publish }) => {
        await moveTable(application, card, publish);
        return cost;
      }),
  };
}

/**
 * The live model moves between the building and the publishing of the table: whichever of the two refuses the new
 * version, the table stays the old one. Answers are of both versions from the first one of the new live model until the
 * application has looked at the pointer, a second at most after the last one has moved.
 */
function refreshInPlace(
  order: RefreshOrder,
  behind: InPlaceRollOut,
  processes: ProcessGroup,
): InPlaceRollOut {
  return {
    kind: 'in-place',
    of: (application) => {
      const live = behind.of(application);
      return {
        how: `${scoring(order)}, and does not publish it yet; of what answers the rest, ${live.how}; then the table is published, and the application changes over within a second; from the first move to the last, table and model answer from different versions, each under its own name`,
        to: (card, golden) =>
          withTable(order, card, golden, processes, async ({ cost, publish }) => {
            const moved = await live.to(card, golden);
            await moveTable(application, card, publish);
            return withCost(cost, moved);
          }),
      };
    },
  };
}

/** Table and model come with the application, so no application answers from two versions. */
function refreshAndReplace(
  predictor: TablePredictorSpec,
  order: RefreshOrder,
  behind: ReplaceRollOut,
  processes: ProcessGroup,
): ReplaceRollOut {
  return {
    kind: 'replace',
    how: behind.how === '' ? scoring(order) : `${behind.how}, ${scoring(order)}`,
    make: async (card, golden) => {
      const live = await behind.make(card, golden);
      return withTable(order, card, golden, processes, async ({ table, cost }) => ({
        predictor: { ...predictor, table, onMiss: live.predictor },
        cost: withCost(cost, live.cost),
      }));
    },
  };
}

/** What a table took, and what is behind it. */
function withCost(table: BuiltTable['cost'], { cpuUs, bytesWritten }: RollOutCost): BuiltTable['cost'] {
  return {
    ...table,
    cpuUs: table.cpuUs + (cpuUs ?? 0),
    bytesWritten: table.bytesWritten + bytesWritten,
  };
}

function scoring({ request }: RefreshOrder): string {
  return `a job holds the new version against known answers, scores every key again (threads: ${request.workers}), verifies the table`;
}

/** A table in a server goes with its job, which lives on unless `use` fails. */
async function withTable<T>(
  { request, ...ranking }: RefreshOrder,
  card: ModelCard,
  golden: readonly GoldenRow[],
  processes: ProcessGroup,
  use: (built: BuiltTable) => Promise<T>,
): Promise<T> {
  const { store, target, name, access, temporary = false } = request;
  const startedMs = performance.now();
  const job = await startJob(processes, 'refresh job', card, ranking);
  let isHolding = false;
  try {
    const { manifest } = await job.call<JobResult>('build', { ...request, golden });
    const { location, bytes } = manifest;
    // It was started for this alone.
    const { cpuUs } = await job.call<ProcessUse>('monitor.stop');
    const used = await use({
      table: { store, location, ...(access ? { access } : {}) },
      cost: { cpuUs, bytesWritten: bytes, buildMs: performance.now() - startedMs },
      publish: () => job.call('publish', { store, target, name, location } satisfies PublishRequest),
    });
    isHolding = temporary;
    return used;
  } finally {
    if (!isHolding) await job.stop();
  }
}

async function moveTable(
  application: RunningProcess,
  card: ModelCard,
  publish: () => Promise<void>,
): Promise<void> {
  const before = await statusOf(application);
  await publish();
  const next = modelVersion(card.name, card.sha256);
  await untilServing(application, before, ({ table }) => table === next);
}
