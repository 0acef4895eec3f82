import type { ModelCard } from '../core/model-card.js';
import type { JobProgress, TableEstimate } from '../core/table-manifest.js';
import type { TrafficSpec } from '../core/traffic-spec.js';
import type { ActiveRole } from '../processes/run-role.js';
import type { PredictionStore, Tables } from '../stores/prediction-store.js';
import { openTraffic } from '../traffic/open-traffic.js';
import type { Traffic } from '../traffic/traffic.js';
import { meansOf, type MeansRequest } from './means/answer-misses.js';
import { planJob, type JobContext, type JobRequest, type PlannedJob } from './plan-job.js';
import { findTable, publishBuilt, type PublishedRequest, type PublishRequest } from './published-table.js';
import { runJob, type JobResult } from './run-job.js';

export interface PrecomputeSpec {
  readonly card: ModelCard;
  readonly traffic: TrafficSpec;
  readonly seed: number;
}

/**
 * The process of a precompute job. `plan` estimates, `build` does it (and plans first where nobody has), `progress` may
 * be asked meanwhile; `publish` does so with a table that was built without; `published` finds one that was built
 * before; `means` answers what a table does not have. Traffic is read only for keys that are ranked by it. Temporary
 * tables in a server go when this process stops.
 */
export async function startPrecompute(
  { card, traffic: trafficSpec, seed }: PrecomputeSpec,
  openStore: (id: string) => Promise<PredictionStore>,
): Promise<ActiveRole> {
  const abort = new AbortController();
  /** Connections that temporary tables live on. */
  const kept: Tables[] = [];
  let traffic: Promise<Traffic> | undefined;
  let progress: JobProgress = { phase: 'keys', rows: 0, done: 0, resumed: 0 };
  let planned: PlannedJob | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const context: JobContext = {
    card,
    openStore,
    signal: abort.signal,
    traffic: () => (traffic ??= openTraffic(trafficSpec, card, seed)),
    report: (change) => (progress = { ...progress, ...change }),
    keep: (tables) => kept.push(tables),
  };

  const plan = async (request: JobRequest): Promise<TableEstimate> => {
    await planned?.close();
    planned = await planJob(request, context);
    return planned.estimate;
  };
  const build = async (request: JobRequest): Promise<JobResult> => {
    if (JSON.stringify(planned?.request) !== JSON.stringify(request)) await plan(request);
    const job = planned as PlannedJob;
    planned = undefined;
    const result = runJob(job, context);
    running = result;
    return result;
  };

  return {
    ready: undefined,
    methods: {
      plan,
      build,
      progress: () => progress,
      means: (request: MeansRequest) => meansOf(request, seed, context),
      publish: (request: PublishRequest) => publishBuilt(request, openStore),
      published: (request: PublishedRequest) => findTable(card, request, openStore),
    },
    stop: async () => {
      abort.abort(new Error('the job was stopped'));
      await running.catch(() => undefined);
      await planned?.close();
      for (const tables of kept) await tables.close();
    },
  };
}
