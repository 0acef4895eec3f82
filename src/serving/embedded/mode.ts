import { z } from 'zod';

import { batchingOption } from '../batching-option.js';
import { deploymentOf, startApplication } from '../start-application.js';
import type { ServingMode } from '../serving-mode.js';

const options = z.strictObject({
  /** Worker threads with a session each; 0 runs the model on the application's main thread. */
  workers: z.int().min(0).max(64).default(0),
  batching: batchingOption,
});

/** The model as a library of the application. */
export const embeddedMode: ServingMode<z.infer<typeof options>> = {
  id: 'embedded',
  summary: 'the model in the application process, on its main thread or in worker threads',
  options,
  footprint: () => ({ processes: 1, ports: 1, stores: [], redeployForNewModel: ['application'] }),
  prepare: async ({ card }) => ({
    storage: { modelBytes: card.bytes, tableBytes: 0, artifactBytes: 0, rows: 0 },
    answers: { from: 'model' },
    artifacts: {},
  }),
  deploy: async (context, { workers, batching }) =>
    deploymentOf(await startApplication(context, { kind: 'session', workers, batching })),
};
