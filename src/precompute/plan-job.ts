import type { ModelCard } from '../core/model-card.js';
import type { GoldenRow, StoreAccess } from '../core/predictor-spec.js';
import type { JobProgress, TableEstimate, TableManifest } from '../core/table-manifest.js';
import { createValueCodec } from '../inference/prediction-format.js';
import { createKeyCodec, type KeyCodec } from '../inference/row-key.js';
import type { PredictionStore, StoreServer, Tables } from '../stores/prediction-store.js';
import { checkName } from '../stores/table-name.js';
import type { Traffic } from '../traffic/traffic.js';
import { checkBudget, checkDisk, type Budget } from './budget.js';
import { estimateFromSample } from './estimate.js';
import type { KeySet, KeySpec } from './key-set.js';
import { findSame } from './published-table.js';
import { resolveKeys } from './resolve-keys.js';
import { withSamples } from './sample-tables.js';
import { openScorePool, type ScorePool } from './score-pool.js';
import { shardRowsFor } from './shard-rows.js';
import { recordsDirOf, tablesDirOf } from './state-folders.js';
import { tableIdentity, type Metadata } from './table-identity.js';

/** What a job is asked for: plain data. */
export interface JobRequest {
  readonly store: string;
  /** Where the store keeps its tables: a folder, or a URL. */
  readonly target: string;
  /** What reading a table there takes, besides its location. */
  readonly access?: StoreAccess;
  /** Where it may build small tables to estimate with; whoever names a folder removes it. */
  readonly sampleTarget: string;
  readonly name: string;
  readonly keys: KeySpec;
  /** Whether values outside the vocabulary have rows. */
  readonly oov: boolean;
  readonly workers: number;
  readonly budget: Budget;
  /** The table is not published, and goes with the process of the job where it would otherwise stay in a server. */
  readonly temporary?: boolean;
  /** Left out, a table is published unless it is temporary. */
  readonly publish?: boolean;
  /** Answers that the model must give before a key is scored. */
  readonly golden?: readonly GoldenRow[];
  /** Keeps finished shards here, locks other jobs out and leaves a manifest; without it nothing is left but the table. */
  readonly stateDir?: string | undefined;
  /** Keeps what the published table holds, as far as model and encoder are the same. */
  readonly refresh?: boolean;
  /** Takes the table that is published at a target as it is, if it is the very same; its manifest is in `tablesDir`. */
  readonly reuse?: { readonly name: string; readonly target: string; readonly tablesDir: string } | undefined;
}

/** What a job works with. */
export interface JobContext {
  readonly card: ModelCard;
  readonly traffic: () => Promise<Traffic>;
  readonly openStore: (id: string) => Promise<PredictionStore>;
  readonly signal: AbortSignal;
  readonly report: (progress: Partial<JobProgress>) => void;
  /** Takes a connection that temporary tables live on, to close it at the end. */
  readonly keep: (tables: Tables) => void;
}

/** A job whose keys are known and whose scoring threads wait, or which has nothing to do. */
export interface PlannedJob {
  readonly request: JobRequest;
  readonly estimate: TableEstimate;
  readonly work: JobWork | undefined;
  readonly existing: ExistingTable | undefined;
  close(): Promise<void>;
}

/** A table that is published already, and the server that it is in. */
export interface ExistingTable {
  readonly manifest: TableManifest;
  readonly server: StoreServer | undefined;
}

/** What is left to do, and with what. */
export interface JobWork {
  readonly codec: KeyCodec;
  readonly set: KeySet;
  readonly pool: ScorePool;
  readonly shardRows: number;
  readonly metadata: Metadata;
  /** When the job began. */
  readonly startedMs: number;
}

/**
 * Finds the keys, estimates the table from a few of its rows, and refuses what is beyond the budget.
 * @throws UserError TABLE_NAME_INVALID, TABLE_TOO_LARGE, DISK_TOO_SMALL, UNBOUNDED_DOMAIN, KEY_LIST_INVALID, MODEL_INVALID
 */
export async function planJob(request: JobRequest, context: JobContext): Promise<PlannedJob> {
  const { card, report, openStore } = context;
  const { name, target, keys, oov, workers, budget, stateDir, reuse } = request;
  // It becomes part of the names of a lock and of folders before a store sees it.
  checkName(name);
  const startedMs = performance.now();
  const codec = createKeyCodec(card, { oov });
  report({ phase: 'keys', rows: 0, done: 0, resumed: 0 });
  const set = await resolveKeys(card, codec, keys, context.traffic);
  report({ phase: 'estimate', rows: set.rows });
  const metadata = tableIdentity(card, set, keys, oov);
  const known = { name, rows: set.rows, keysFrom: set.from, workers };
  const store = await openStore(request.store);
  if (reuse) {
    const existing = await findExisting(store, reuse, metadata);
    if (existing) {
      const estimate = { ...known, bytes: existing.manifest.bytes, seconds: 0 };
      return { request, estimate, existing, work: undefined, close: async () => undefined };
    }
  }
  const pool = await openScorePool({ card, oov }, workers);
  try {
    const schema = { key: codec.kind, value: createValueCodec(card).kind };
    const { scoreMs, ...figures } = await withSamples(store, request.sampleTarget, (samples) =>
      estimateFromSample(set, schema, pool, samples),
    );
    checkBudget(name, { ...known, ...figures }, budget);
    if (stateDir !== undefined) {
      const tablesDir = tablesDirOf(stateDir);
      // The shards take no more than the table, which may lie in a server.
      const copies = recordsDirOf(tablesDir, target) === tablesDir ? 2 : 1;
      await checkDisk(name, stateDir, copies * figures.bytes);
    }
    const shardRows = shardRowsFor(set.rows, scoreMs, figures.bytes / set.rows);
    const work = { codec, set, pool, shardRows, metadata, startedMs };
    return { request, estimate: { ...known, ...figures }, work, existing: undefined, close: pool.close };
  } catch (error) {
    await pool.close();
    throw error;
  }
}

async function findExisting(
  store: PredictionStore,
  { name, target, tablesDir }: NonNullable<JobRequest['reuse']>,
  metadata: Metadata,
): Promise<ExistingTable | undefined> {
  const tables = await store.connect(target);
  try {
    const manifest = await findSame(tables, tablesDir, name, metadata);
    return manifest && { manifest, server: await tables.server() };
  } finally {
    await tables.close();
  }
}
