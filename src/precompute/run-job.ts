import type { ModelCard } from '../core/model-card.js';
import type { StoreAccess } from '../core/predictor-spec.js';
import type { TableManifest } from '../core/table-manifest.js';
import { checkGoldenFile } from '../inference/golden-check.js';
import { createValueCodec } from '../inference/prediction-format.js';
import type { PredictionStore, StoreServer, TableInfo } from '../stores/prediction-store.js';
import { lockJob } from './job-lock.js';
import { manifestOf } from './manifest.js';
import type { JobContext, JobRequest, JobWork, PlannedJob } from './plan-job.js';
import { openForRefresh, publishTable } from './published-table.js';
import { scoreRows } from './score-rows.js';
import { openShardFolder, type ShardFolder } from './shard-folder.js';
import { lockFileOf, recordsDirOf, tablesDirOf } from './state-folders.js';
import { jobHash } from './table-identity.js';
import { verifyTable } from './verify-table.js';

export interface JobResult {
  readonly manifest: TableManifest;
  /** Whether the very table was there already, so that nothing was done. */
  readonly isReused: boolean;
  /** Undefined for a store that is read in the application process. */
  readonly server: StoreServer | undefined;
}

/**
 * Scores all keys on the threads, loads the values as they come, in key order, holds a sample of the table against
 * the live model and publishes it. What was published before serves until then. Closes the job.
 *
 * @throws DeploymentError GOLDEN_MISMATCH; UserError PRECOMPUTE_LOCKED, TABLE_DIFFERS, PREDICTION_NAN, SHARD_UNWRITABLE, and those of `Tables.build`
 */
export async function runJob(planned: PlannedJob, context: JobContext): Promise<JobResult> {
  const { request, work, existing } = planned;
  if (existing) return { ...existing, isReused: true };
  if (!work) throw new TypeError('the job was not planned');
  const { name, stateDir, oov, golden = [] } = request;
  try {
    await checkGoldenFile(context.card, golden);
    if (stateDir === undefined) return await build(request, work, context, undefined);
    const lock = await lockJob(lockFileOf(stateDir, name), name);
    try {
      const shards = await openShardFolder(
        stateDir,
        name,
        jobHash(context.card, work.set, oov),
        work.shardRows,
      );
      const result = await build(request, work, context, shards);
      await shards.remove();
      return result;
    } finally {
      await lock.release();
    }
  } finally {
    await planned.close();
  }
}

async function build(
  request: JobRequest,
  work: JobWork,
  context: JobContext,
  shards: ShardFolder | undefined,
): Promise<JobResult> {
  const { name, stateDir, target, access, temporary = false, publish = !temporary } = request;
  const { codec, set, pool, metadata, startedMs } = work;
  const { card, report, signal } = context;
  const before = shards?.secondsBefore ?? 0;
  const seconds = (): number => before + (performance.now() - startedMs) / 1000;
  const store = await context.openStore(request.store);
  const tables = await store.connect(target, { temporary });
  let isKept = false;
  try {
    const kept = request.refresh ? await openForRefresh(store, tables, name, metadata, access) : undefined;
    const shardRows = shards?.shardRows ?? work.shardRows;
    const rows = scoreRows({ set, pool, shardRows, shards, kept, seconds, report });
    report({ phase: 'rows' });
    let info: TableInfo;
    try {
      const schema = { key: codec.kind, value: createValueCodec(card).kind };
      info = await tables.build({ name, schema, metadata }, rows.batches(), signal);
    } finally {
      await kept?.close();
    }
    report({ phase: 'verify' });
    const verified = await verify(store, info, access, work, card);
    report({ phase: 'publish' });
    const made = { info, origin: rows.origin(), verified, seconds: seconds() };
    const manifest = manifestOf(request, card, metadata, made);
    if (stateDir !== undefined)
      await publishTable(tables, recordsDirOf(tablesDirOf(stateDir), target), manifest);
    else if (publish) await tables.publish(name, info.location);
    const server = await tables.server();
    if (temporary) context.keep(tables);
    isKept = temporary;
    return { manifest, isReused: false, server };
  } finally {
    if (!isKept) await tables.close();
  }
}

async function verify(
  store: PredictionStore,
  { location }: TableInfo,
  access: StoreAccess | undefined,
  { codec, set }: JobWork,
  card: ModelCard,
): Promise<number> {
  const reader = await store.open(location, access);
  try {
    return await verifyTable(reader, card, codec, set);
  } finally {
    await reader.close();
  }
}
