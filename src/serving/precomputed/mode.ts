import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';

import { DeploymentError, UserError } from '../../core/errors.js';
import type { BuildRequest, BuiltTable, PrecomputeSpec } from '../../precompute/role.js';
import { deploymentOf, startApplication } from '../start-application.js';
import type { DeployedProcess, ServingMode } from '../serving-mode.js';
import { checkStoreOptions, isServer, storeAccess, STORE_FIELDS, storeTarget } from '../store-options.js';

const READY_TIMEOUT_MS = 600_000;

const options = z
  .strictObject({
    ...STORE_FIELDS,
    /** The most requested keys of the history, or every key of a bounded domain. */
    keys: z
      .union([z.literal('full'), z.strictObject({ top: z.int().min(1) })], {
        error: 'expected "full" or { top: N }',
      })
      .default({ top: 100_000 }),
  })
  .superRefine(checkStoreOptions);

/** Predictions computed ahead by a job, read from a table. */
export const precomputedMode: ServingMode<z.infer<typeof options>> = {
  id: 'precomputed',
  summary: 'predictions computed ahead for the most requested keys, one look-up in a table',
  options,
  footprint: ({ store }) => ({
    processes: isServer(store) ? 2 : 1,
    ports: isServer(store) ? 2 : 1,
    stores: [`prediction table (${store})`],
    redeployForNewModel: ['precompute job'],
  }),
  prepare: async (context, storeAndKeys) => {
    const { card, traffic, seed, processes, workDir } = context;
    const { store, keys } = storeAndKeys;
    const { target, isServer: temporary } = storeTarget(storeAndKeys, join(workDir, 'tables'));
    const job = await processes.start({
      role: 'precompute',
      title: 'precompute job',
      spec: { card, traffic, seed } satisfies PrecomputeSpec,
      readyTimeoutMs: READY_TIMEOUT_MS,
    });
    try {
      const { info, keysFrom, server } = await job.call<BuiltTable>('build', {
        store,
        target,
        // A server may be shared: with other modes, other runs, and tables that are to stay.
        name: temporary ? `run-${randomBytes(6).toString('hex')}` : 'predictions',
        keys: keys === 'full' ? { kind: 'full' } : { kind: 'top', rows: keys.top },
        temporary,
      } satisfies BuildRequest);
      // A table in a server lives as long as the job that built it, which ends with the run.
      if (!temporary) await job.stop();
      const table = { store, location: info.location, access: storeAccess(storeAndKeys) };
      return {
        storage: { modelBytes: 0, tableBytes: info.bytes, artifactBytes: 0, rows: info.rows },
        answers: { from: 'table', table, keysFrom },
        artifacts: server ? { server: server.title, serverPid: String(server.pid ?? '') } : {},
        ...(server ? { stores: [`prediction table (${store} ${server.version})`] } : {}),
      };
    } catch (error) {
      await job.stop();
      throw error;
    }
  },
  deploy: async (context, _options, { answers, artifacts }) => {
    if (answers.from !== 'table') throw new TypeError('precomputed was not prepared');
    try {
      const application = await startApplication(context, { kind: 'table', table: answers.table });
      return deploymentOf(application, [], storeProcesses(artifacts));
    } catch (error) {
      // We built it: where it has gone since, a server has lost it, and nobody gave a wrong name.
      if (!(error instanceof UserError) || !/^TABLE_(MISSING|INVALID)$/.test(error.code)) throw error;
      throw new DeploymentError(error.code, error.message);
    }
  },
};

function storeProcesses({ server, serverPid }: Readonly<Record<string, string>>): DeployedProcess[] {
  if (server === undefined) return [];
  return [{ part: 'store', title: server, pid: serverPid ? Number(serverPid) : undefined }];
}
