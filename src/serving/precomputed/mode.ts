import { DeploymentError, UserError } from '../../core/errors.js';
import { endLease } from '../../precompute/table-leases.js';
import { deployBacking } from '../deploy-backing.js';
import { footprintOf } from '../inner-mode.js';
import type { ServingMode } from '../serving-mode.js';
import { isServer } from '../store-options.js';
import { answerMisses } from './answer-misses.js';
import { backTable } from './back-table.js';
import { hybridOptions, MISS_WORDS, precomputedOptions, type PrecomputedOptions } from './options.js';
import { withRefresh } from './plan-refresh.js';
import { prepareTable } from './prepare-table.js';
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
      const { prepared, isReused } = await prepareTable(job, context, options);
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
      const deployment = await deployBacking(context, await backTable(context, options, prepared));
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
  back: backTable,
};

/** The same, with a live model for what the table does not have. */
export const hybridMode: ServingMode<PrecomputedOptions> = {
  ...precomputedMode,
  id: 'hybrid',
  summary: 'one look-up in a table of predictions, and a live model for what it does not have',
  options: hybridOptions,
};
