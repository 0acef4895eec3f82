import { z } from 'zod';

import { deploymentOf, startApplication } from '../start-application.js';
import type { ServingMode } from '../serving-mode.js';

/** The floor: what HTTP, JSON, encoding and the harness cost when there is no model at all. */
export const nullMode: ServingMode<Record<string, never>> = {
  id: 'null',
  summary: 'encodes a request and answers a constant: the floor of harness and HTTP',
  options: z.strictObject({}),
  footprint: () => ({ processes: 1, ports: 1, stores: [], redeployForNewModel: [] }),
  prepare: async () => ({
    storage: { modelBytes: 0, tableBytes: 0, artifactBytes: 0, rows: 0 },
    answers: { from: 'nothing' },
    artifacts: {},
  }),
  deploy: async (context) => ({
    ...deploymentOf(await startApplication(context, { kind: 'constant' })),
    operations: { victims: [] },
  }),
};
