import { z } from 'zod';

import type { PredictorSpec } from '../../core/predictor-spec.js';
import { batchingOption } from '../batching-option.js';
import { copiesOption, predictorOfCopies } from '../copies-option.js';
import { backingOfModel, deploymentOf, deploymentOfClones, startApplication } from '../start-application.js';
import type { ServingMode } from '../serving-mode.js';
import { spreadConnections } from '../spread-connections.js';
import { rollOutClones, type StartClone } from '../roll-out-clones.js';
import { victimOf } from '../victim-of.js';

const embeddedOptions = z.strictObject({
  /** Clones of the whole application behind one address; connections go to them in turn, also those for `/metrics`. */
  applications: z.int().min(1).max(64).default(1),
  /** Worker threads with a session each; 0 runs the model on the application's main thread. */
  workers: z.int().min(0).max(64).default(0),
  /** Models in every application. */
  copies: copiesOption.default(1),
  batching: batchingOption,
});
type EmbeddedOptions = z.infer<typeof embeddedOptions>;

/** The model as a library of the application. */
export const embeddedMode: ServingMode<EmbeddedOptions> = {
  id: 'embedded',
  summary: 'the model in the application process, on its main thread or in worker threads',
  options: embeddedOptions,
  footprint: ({ applications }) => ({
    processes: applications,
    // Each has one of its own; the one that clients use is in front of them.
    ports: applications === 1 ? 1 : 1 + applications,
    stores: [],
    redeployForNewModel: ['application'],
  }),
  prepare: async ({ card }, { copies }) => ({
    storage: { modelBytes: copies * card.bytes, tableBytes: 0, artifactBytes: 0, rows: 0 },
    answers: { from: 'model' },
    artifacts: {},
  }),
  deploy: async (context, options) => {
    const { applications } = options;
    const spec = predictorOf(options);
    const { label, port, purpose } = context;
    const start: StartClone = (at, title, release = context) =>
      startApplication({ ...context, ...release, port: at }, spec, title);
    // One that is replaced needs an address that stays.
    if (applications === 1 && purpose !== 'roll-out') {
      const application = await start(port);
      return {
        ...deploymentOf(application),
        operations: { victims: [victimOf('application', application, start)] },
      };
    }
    const titles = Array.from({ length: applications }, (_, index) => `application ${index + 1} of ${label}`);
    const clones = await Promise.all(titles.map((title) => start(0, title)));
    const spread = await spreadConnections(clones, port);
    const victims = clones.map((clone, index) =>
      victimOf(
        'application',
        clone,
        (at) => start(at, titles[index]),
        (fresh) => spread.replace(index, fresh),
      ),
    );
    const rollOut = rollOutClones(clones, spread, start);
    return { ...deploymentOfClones(clones, spread.url), operations: { victims, rollOut } };
  },
  back: async (_context, inner) => backingOfModel(predictorOf(inner)),
};

function predictorOf({ copies, workers, batching }: EmbeddedOptions): PredictorSpec {
  return predictorOfCopies(copies, () => ({ kind: 'session', workers, batching }));
}
