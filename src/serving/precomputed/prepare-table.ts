import type { ModelCard } from '../../core/model-card.js';
import type { TableRef } from '../../core/predictor-spec.js';
import type { TableManifest } from '../../core/table-manifest.js';
import { DEFAULT_MAX_BYTES } from '../../precompute/budget.js';
import { tableName } from '../../precompute/key-set.js';
import type { JobRequest } from '../../precompute/plan-job.js';
import type { FoundTable, PublishedRequest } from '../../precompute/published-table.js';
import type { JobResult } from '../../precompute/run-job.js';
import { leaseTable } from '../../precompute/table-leases.js';
import { scoringThreads } from '../../precompute/workers.js';
import type { RunningProcess } from '../../processes/child-link.js';
import type { StoreServer } from '../../stores/prediction-store.js';
import type { PrepareContext, Prepared } from '../serving-mode.js';
import { passingName, passingTables, publishedTables, storeAccess } from '../store-options.js';
import { keysOf, type PrecomputedOptions } from './options.js';

/** A table to serve from, built by this job or found. @throws UserError TABLE_MISSING, TABLE_STALE */
export async function prepareTable(
  job: RunningProcess,
  context: PrepareContext,
  options: PrecomputedOptions,
): Promise<{ prepared: Prepared; isReused: boolean }> {
  return isBuiltHere(options)
    ? buildOrReuse(job, context, options)
    : { prepared: await takePublished(job, context, options), isReused: true };
}

/** False where the option names a table that is taken as it is. */
function isBuiltHere({ table }: PrecomputedOptions): boolean {
  return table === 'auto' || table === 'build';
}

/** What the table is published as, or would be. */
export function publishedName(card: Pick<ModelCard, 'name'>, options: PrecomputedOptions): string {
  return isBuiltHere(options) ? builtName(card, options) : options.table;
}

/** What `servebench precompute` calls the table of these keys. */
function builtName({ name }: Pick<ModelCard, 'name'>, options: PrecomputedOptions): string {
  const { keys, oov } = keysOf(options);
  return tableName(name, keys, oov);
}

/** A table of the run, or of the deployment, alone. */
export function jobRequest(options: PrecomputedOptions, workDir: string, name: string): JobRequest {
  return {
    ...passingTables(options, workDir),
    name,
    ...keysOf(options),
    workers: scoringThreads(),
    budget: { maxBytes: DEFAULT_MAX_BYTES },
  };
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
