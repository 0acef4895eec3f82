import { join } from 'node:path';

import type { TableManifest } from '../../core/table-manifest.js';
import { DEFAULT_MAX_BYTES } from '../../precompute/budget.js';
import { tableName } from '../../precompute/key-set.js';
import type { JobRequest } from '../../precompute/plan-job.js';
import type { FoundTable, PublishedRequest } from '../../precompute/published-table.js';
import type { PrecomputeSpec } from '../../precompute/role.js';
import type { JobResult } from '../../precompute/run-job.js';
import { leaseTable } from '../../precompute/table-leases.js';
import { scoringThreads } from '../../precompute/workers.js';
import type { RunningProcess } from '../../processes/process-group.js';
import { deploymentOf, startApplication } from '../start-application.js';
import type { PrepareContext, Prepared, ServingMode } from '../serving-mode.js';
import { keysOf, precomputedOptions, type PrecomputedOptions } from './options.js';

const READY_TIMEOUT_MS = 600_000;

/** Predictions computed ahead by a job, read from a table. */
export const precomputedMode: ServingMode<PrecomputedOptions> = {
  id: 'precomputed',
  summary: 'predictions computed ahead for the most requested keys, one look-up in a table',
  options: precomputedOptions,
  footprint: ({ store }) => ({
    processes: 1,
    ports: 1,
    stores: [`prediction table (${store})`],
    redeployForNewModel: ['precompute job'],
  }),
  prepare: async (context, options) => {
    const { card, traffic, seed, processes } = context;
    const job = await processes.start({
      role: 'precompute',
      title: 'precompute job',
      spec: { card, traffic, seed } satisfies PrecomputeSpec,
      readyTimeoutMs: READY_TIMEOUT_MS,
    });
    try {
      const isNamed = !['auto', 'build'].includes(options.table);
      return await (isNamed ? takePublished(job, context, options) : buildOrReuse(job, context, options));
    } finally {
      await job.stop();
    }
  },
  deploy: async (context, _options, { answers }) => {
    if (answers.from !== 'table') throw new TypeError('precomputed was not prepared');
    return deploymentOf(await startApplication(context, { kind: 'table', table: answers.table }));
  },
};

/** The same job as `servebench precompute`, into the folder of the run. */
async function buildOrReuse(
  job: RunningProcess,
  { card, workDir, tablesDir }: PrepareContext,
  options: PrecomputedOptions,
): Promise<Prepared> {
  const { keys, oov } = keysOf(options);
  const { manifest, isReused } = await job.call<JobResult>('build', {
    store: options.store,
    target: join(workDir, 'tables'),
    sampleTarget: join(workDir, 'sample'),
    name: tableName(card.name, keys, oov),
    keys,
    oov,
    workers: scoringThreads(),
    budget: { maxBytes: DEFAULT_MAX_BYTES },
    ...(options.table === 'auto' ? { reuse: { target: tablesDir, tablesDir } } : {}),
  } satisfies JobRequest);
  if (!isReused) return prepared(manifest, manifest.keys.from);
  await leaseTable(tablesDir, manifest.location);
  return reused(manifest, manifest);
}

/** @throws UserError TABLE_MISSING, TABLE_STALE */
async function takePublished(
  job: RunningProcess,
  { tablesDir }: PrepareContext,
  { store, table }: PrecomputedOptions,
): Promise<Prepared> {
  const { info, manifest } = await job.call<FoundTable>('published', {
    store,
    target: tablesDir,
    tablesDir,
    name: table,
  } satisfies PublishedRequest);
  await leaseTable(tablesDir, info.location);
  const keysFrom = info.metadata['keysFrom'] ?? `the table ${table}`;
  const found = { store, location: info.location, bytes: info.bytes, rows: info.rows };
  return manifest ? reused(found, manifest) : prepared(found, keysFrom);
}

type Table = Pick<TableManifest, 'store' | 'location' | 'bytes' | 'rows'>;

/** What a table cost stays what it cost, whoever built it. */
function reused(table: Table, { keys, builtAt, seconds }: TableManifest): Prepared {
  const when = `${builtAt.slice(0, 16).replace('T', ' ')} UTC`;
  return {
    ...prepared(table, `${keys.from}; built before this run, on ${when}`),
    prepareMs: seconds * 1000,
  };
}

function prepared({ store, location, bytes, rows }: Table, keysFrom: string): Prepared {
  return {
    storage: { modelBytes: 0, tableBytes: bytes, artifactBytes: 0, rows },
    answers: { from: 'table', table: { store, location }, keysFrom },
    artifacts: {},
  };
}
