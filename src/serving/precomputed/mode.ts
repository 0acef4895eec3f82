import { join } from 'node:path';
import { z } from 'zod';

import type { BuildRequest, BuiltTable, PrecomputeSpec } from '../../precompute/role.js';
import { deploymentOf, startApplication } from '../start-application.js';
import type { ServingMode } from '../serving-mode.js';

const READY_TIMEOUT_MS = 600_000;

const options = z.strictObject({
  store: z.enum(['sqlite']).default('sqlite'),
  /** The most requested keys of the history, or every key of a bounded domain. */
  keys: z
    .union([z.literal('full'), z.strictObject({ top: z.int().min(1) })], {
      error: 'expected "full" or { top: N }',
    })
    .default({ top: 100_000 }),
});

/** Predictions computed ahead by a job, read from a table. */
export const precomputedMode: ServingMode<z.infer<typeof options>> = {
  id: 'precomputed',
  summary: 'predictions computed ahead for the most requested keys, one look-up in a table',
  options,
  footprint: ({ store }) => ({
    processes: 1,
    ports: 1,
    stores: [`prediction table (${store})`],
    redeployForNewModel: ['precompute job'],
  }),
  prepare: async (context, { store, keys }) => {
    const { card, traffic, seed, processes, workDir } = context;
    const job = await processes.start({
      role: 'precompute',
      title: 'precompute job',
      spec: { card, traffic, seed } satisfies PrecomputeSpec,
      readyTimeoutMs: READY_TIMEOUT_MS,
    });
    try {
      const { info, keysFrom } = await job.call<BuiltTable>('build', {
        store,
        target: join(workDir, 'tables'),
        name: 'predictions',
        keys: keys === 'full' ? { kind: 'full' } : { kind: 'top', rows: keys.top },
      } satisfies BuildRequest);
      return {
        storage: { modelBytes: 0, tableBytes: info.bytes, artifactBytes: 0, rows: info.rows },
        answers: { from: 'table', table: { store, location: info.location }, keysFrom },
        artifacts: {},
      };
    } finally {
      await job.stop();
    }
  },
  deploy: async (context, _options, { answers }) => {
    if (answers.from !== 'table') throw new TypeError('precomputed was not prepared');
    return deploymentOf(await startApplication(context, { kind: 'table', table: answers.table }));
  },
};
