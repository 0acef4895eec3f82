import { randomBytes } from 'node:crypto';

import { DeploymentError, UserError } from '../../core/errors.js';
import type { ModelCard } from '../../core/model-card.js';
import type { PredictorSpec, TableRef } from '../../core/predictor-spec.js';
import type { TableManifest } from '../../core/table-manifest.js';
import { DEFAULT_MAX_BYTES } from '../../precompute/budget.js';
import { tableName } from '../../precompute/key-set.js';
import type { JobRequest } from '../../precompute/plan-job.js';
import type { FoundTable, PublishedRequest } from '../../precompute/published-table.js';
import type { JobResult } from '../../precompute/run-job.js';
import { endLease, leaseTable } from '../../precompute/table-leases.js';
import { scoringThreads } from '../../precompute/workers.js';
import type { RunningProcess } from '../../processes/process-group.js';
import type { StoreServer } from '../../stores/prediction-store.js';
import { backInner, footprintOf, isInnerMode } from '../inner-mode.js';
import { deployBacking } from '../deploy-backing.js';
import { backingOf } from '../start-application.js';
import type {
  Backing,
  DeployContext,
  DeployedProcess,
  PrepareContext,
  Prepared,
  ServingMode,
} from '../serving-mode.js';
import { isServer, passingName, passingTables, publishedTables, storeAccess } from '../store-options.js';
import { answerMisses } from './answer-misses.js';
import {
  hybridOptions,
  keysOf,
  MISS_WORDS,
  precomputedOptions,
  writeBackOf,
  type PrecomputedOptions,
} from './options.js';
import {
  refreshWith,
  type TablePredictorSpec,
  type FollowedPointers,
  type RefreshOrder,
} from './refresh-table.js';
import { startJob } from './start-job.js';

/** Predictions computed ahead by a job, read from a table; what the table does not have is a miss, unless told otherwise. */
export const precomputedMode: ServingMode<PrecomputedOptions> = {
  id: 'precomputed',
  summary: 'predictions computed ahead for the most requested keys, one look-up in a table',
  options: precomputedOptions,
  innerOption: { name: 'onMiss', words: MISS_WORDS },
  footprint: ({ store }) => ({
    processes: isServer(store) ? 2 : 1,
    ports: isServer(store) ? 2 : 1,
    stores: [`prediction table (${store})`],
    redeployForNewModel: ['precompute job'],
  }),
  prepare: async (context, options) => {
    const { card, processes } = context;
    const job = await startJob(processes, 'precompute job', card, context);
    let isHolding = false;
    try {
      const { prepared, isReused } = isBuiltHere(options)
        ? await buildOrReuse(job, context, options)
        : { prepared: await takePublished(job, context, options), isReused: true };
      const complete = await answerMisses(job, context, options, {
        ...withRefresh(prepared, context, options),
        footprint: footprintOf(prepared, precomputedMode.footprint(options)),
      });
      // A table that was built in a server lives as long as its job, which then ends with the run.
      const isBuilt = !isReused || complete.missAnswer?.kind === 'back-off';
      isHolding = isBuilt && isServer(options.store);
      return complete;
    } finally {
      if (!isHolding) await job.stop();
    }
  },
  deploy: async (context, options, prepared) => {
    try {
      const deployment = await deployBacking(context, await back(context, options, prepared));
      // It follows the pointer from here on, and a refresh may drop what it has left.
      const { lease } = prepared.artifacts;
      if (context.purpose === 'serve' && lease !== undefined) await endLease(lease);
      return deployment;
    } catch (error) {
      // We built it: where it has gone since, a server has lost it, and nobody gave a wrong name.
      if (!(error instanceof UserError) || !/^TABLE_(MISSING|INVALID)$/.test(error.code)) throw error;
      throw new DeploymentError(error.code, error.message);
    }
  },
  back,
};

/** False where the option names a table that is taken as it is. */
function isBuiltHere({ table }: PrecomputedOptions): boolean {
  return table === 'auto' || table === 'build';
}

/** What `servebench precompute` calls the table of these keys. */
function builtName({ name }: Pick<ModelCard, 'name'>, options: PrecomputedOptions): string {
  const { keys, oov } = keysOf(options);
  return tableName(name, keys, oov);
}

interface Refresh {
  readonly order: RefreshOrder;
  readonly pointers: FollowedPointers;
}

/** With how to build the table again, under a name of the deployment's own: what a user has published stays as it is. */
function withRefresh(
  prepared: Prepared,
  { card, traffic, seed, workDir, tablesDir }: PrepareContext,
  options: PrecomputedOptions,
): Prepared {
  const { store } = options;
  const access = storeAccess(options);
  const published = isBuiltHere(options) ? builtName(card, options) : options.table;
  const request = jobRequest(options, workDir, passingName(options, published));
  const { name, target } = request;
  const refresh: Refresh = {
    order: { request: { ...request, publish: false }, traffic, seed },
    pointers: {
      serve: { store, target: publishedTables(options, tablesDir).target, name: published, access },
      'roll-out': { store, target, name, access },
    },
  };
  return { ...prepared, artifacts: { ...prepared.artifacts, refresh: JSON.stringify(refresh) } };
}

/** A table of the run, or of the deployment, alone. */
function jobRequest(options: PrecomputedOptions, workDir: string, name: string): JobRequest {
  return {
    ...passingTables(options, workDir),
    name,
    ...keysOf(options),
    workers: scoringThreads(),
    budget: { maxBytes: DEFAULT_MAX_BYTES },
  };
}

/** The same, with a live model for what the table does not have. */
export const hybridMode: ServingMode<PrecomputedOptions> = {
  ...precomputedMode,
  id: 'hybrid',
  summary: 'one look-up in a table of predictions, and a live model for what it does not have',
  options: hybridOptions,
};

async function back(
  context: DeployContext,
  options: PrecomputedOptions,
  { answers, artifacts, inner, missAnswer }: Prepared,
): Promise<Backing> {
  const { onMiss } = options;
  const writeBack = writeBackOf(options);
  const from = answers.from === 'model' ? answers.first : answers;
  if (from === undefined || !('table' in from)) throw new TypeError('the table was not prepared');
  const behind = isInnerMode(onMiss) ? await backInner(context, onMiss, inner) : undefined;
  const answer = behind?.predictor ?? missAnswer;
  const { purpose, processes } = context;
  const isReplaced = purpose === 'roll-out' && behind?.rollOut?.kind === 'replace';
  const { order, pointers } = ownRefresh(JSON.parse(artifacts['refresh'] ?? '') as Refresh);
  const predictor: TablePredictorSpec = {
    kind: 'table',
    table: from.table,
    ...(purpose === 'measure' || isReplaced ? {} : { follow: pointers[purpose] }),
    ...(answer === undefined ? {} : { onMiss: answer }),
    ...(writeBack ? { writeBack } : {}),
  };
  const foreign = storeProcesses(artifacts);
  const rollOut =
    purpose === 'roll-out' && canMove(behind, missAnswer)
      ? { rollOut: refreshWith(predictor, order, behind?.rollOut, processes) }
      : {};
  if (behind) {
    // Moved alone, what is behind would leave the table where it was.
    const { rollOut: _alone, ...rest } = behind;
    return { ...rest, predictor, foreign: [...foreign, ...behind.foreign], ...rollOut };
  }
  return { ...backingOf(predictor), foreign, ...rollOut };
}

/** What one deployment publishes moves no other one of the run, and is there for none that comes after it. */
function ownRefresh({ order, pointers }: Refresh): Refresh {
  const name = `${order.request.name}-${randomBytes(4).toString('hex')}`;
  return {
    order: { ...order, request: { ...order.request, name } },
    pointers: { ...pointers, 'roll-out': { ...pointers['roll-out'], name } },
  };
}

/** A default, or coarser tables, would stay those of the version before; so would a table behind this one. */
function canMove(behind: Backing | undefined, missAnswer: Prepared['missAnswer']): boolean {
  return behind ? behind.rollOut !== undefined && !hasTable(behind.predictor) : missAnswer === undefined;
}

function hasTable(spec: PredictorSpec): boolean {
  return spec.kind === 'table' || (spec.kind === 'cache' && hasTable(spec.inner));
}

function storeProcesses({ server, serverPid }: Readonly<Record<string, string>>): DeployedProcess[] {
  if (server === undefined) return [];
  return [{ part: 'store', title: server, pid: serverPid ? Number(serverPid) : undefined }];
}

/** The same job as `servebench precompute`, into the folder of the run or, for as long as the job lives, into a server. */
async function buildOrReuse(
  job: RunningProcess,
  { card, workDir, tablesDir }: PrepareContext,
  options: PrecomputedOptions,
): Promise<{ prepared: Prepared; isReused: boolean }> {
  const name = builtName(card, options);
  const published = publishedTables(options, tablesDir);
  const { manifest, isReused, server } = await job.call<JobResult>('build', {
    ...jobRequest(options, workDir, passingName(options, name)),
    ...(options.table === 'auto' ? { reuse: { name, ...published } } : {}),
  } satisfies JobRequest);
  const table = { ...manifest, access: storeAccess(options) };
  if (!isReused) return { prepared: preparedOf(table, manifest.keys.from, server), isReused };
  const lease = await leaseTable(published.tablesDir, manifest.location);
  return { prepared: withLease(reused(table, manifest, server), lease), isReused };
}

/** @throws UserError TABLE_MISSING, TABLE_STALE */
async function takePublished(
  job: RunningProcess,
  context: PrepareContext,
  options: PrecomputedOptions,
): Promise<Prepared> {
  const { store, table: name } = options;
  const published = publishedTables(options, context.tablesDir);
  const { info, manifest, server } = await job.call<FoundTable>('published', {
    store,
    ...published,
    name,
  } satisfies PublishedRequest);
  const lease = await leaseTable(published.tablesDir, info.location);
  const { location, bytes, rows } = info;
  const table = { store, location, bytes, rows, access: storeAccess(options) };
  const prepared = manifest
    ? reused(table, manifest, server)
    : preparedOf(table, info.metadata['keysFrom'] ?? `the table ${name}`, server);
  return withLease(prepared, lease);
}

function withLease(prepared: Prepared, lease: string): Prepared {
  return { ...prepared, artifacts: { ...prepared.artifacts, lease } };
}

type Table = TableRef & Pick<TableManifest, 'bytes' | 'rows'>;

/** What a table cost stays what it cost, whoever built it. */
function reused(
  table: Table,
  { keys, builtAt, seconds }: TableManifest,
  server: StoreServer | undefined,
): Prepared {
  const when = `${builtAt.slice(0, 16).replace('T', ' ')} UTC`;
  return {
    ...preparedOf(table, `${keys.from}; built before this run, on ${when}`, server),
    prepareMs: seconds * 1000,
  };
}

function preparedOf(
  { store, location, bytes, rows, access }: Table,
  keysFrom: string,
  server: StoreServer | undefined,
): Prepared {
  const table = { store, location, ...(access === undefined ? {} : { access }) };
  return {
    storage: { modelBytes: 0, tableBytes: bytes, artifactBytes: 0, rows },
    answers: { from: 'table', table, keysFrom },
    artifacts: server ? { server: server.title, serverPid: String(server.pid ?? '') } : {},
    ...(server ? { stores: [`prediction table (${store} ${server.version})`] } : {}),
  };
}
