import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

import { openArtifactStore } from '../../artifacts/artifact-store.js';
import { publishModel } from '../../artifacts/publish-model.js';
import { DeploymentError } from '../../core/errors.js';
import type { UpdateTimes } from '../../core/measurement.js';
import type { ModelCard } from '../../core/model-card.js';
import type { RunningProcess } from '../../processes/process-group.js';
import type { ApplicationReady, ApplicationStatus } from '../application/role.js';
import { batchingOption } from '../batching-option.js';
import { backingOf, deploymentOf, startApplication } from '../start-application.js';
import type { ServingMode } from '../serving-mode.js';

const UPDATE_TIMEOUT_MS = 30_000;
const POLL_MS = 10;

const options = z.strictObject({
  /** Applications that load the model from one store; the first one is driven. */
  applications: z.int().min(1).max(64).default(1),
  /** Worker threads with a session each, in every application. */
  workers: z.int().min(0).max(64).default(0),
  batching: batchingOption,
});

/** The model stored once, loaded by name by any application, and followed without a restart. */
export const modelAsDataMode: ServingMode<z.infer<typeof options>> = {
  id: 'model-as-data',
  summary: 'applications load the model by name from one artifact store and follow its versions',
  options,
  footprint: ({ applications }) => ({
    processes: applications,
    ports: applications,
    stores: ['artifact store (sqlite)'],
    redeployForNewModel: [],
  }),
  prepare: async ({ card, artifactStoreFile: storeFile }) => {
    const store = openArtifactStore(storeFile);
    try {
      // What was published under this name stays what applications serve.
      if (!store.resolve(card.name)) await publishModel(store, card);
      return {
        storage: { modelBytes: 0, tableBytes: 0, artifactBytes: store.storageBytes(), rows: 0 },
        answers: { from: 'model' },
        artifacts: { storeFile },
      };
    } finally {
      store.close();
    }
  },
  deploy: async (context, { applications, workers, batching }, { artifacts }) => {
    const { card, label } = context;
    const storeFile = artifacts['storeFile'] ?? '';
    const spec = { kind: 'artifact', storeFile, model: card.name, workers, batching } as const;
    const running = await Promise.all(
      Array.from({ length: applications }, (_, index) =>
        index === 0
          ? startApplication(context, spec)
          : startApplication({ ...context, port: 0 }, spec, `application ${index + 1} of ${label}`),
      ),
    );
    const [first, ...others] = running;
    const deployment = deploymentOf(
      first as RunningProcess<ApplicationReady>,
      others.map((application) => ({
        part: 'application',
        title: application.title,
        pid: application.pid,
        url: application.ready.url,
        running: application,
      })),
    );
    return { ...deployment, update: () => measureUpdate(storeFile, card, running) };
  },
  back: async ({ card }, { workers, batching }, { artifacts }) => {
    const storeFile = artifacts['storeFile'] ?? '';
    return backingOf({ kind: 'artifact', storeFile, model: card.name, workers, batching });
  },
};

/** Publishes the same weights as a new version and waits until every application has moved to it. */
async function measureUpdate(
  storeFile: string,
  card: ModelCard,
  applications: readonly RunningProcess[],
): Promise<UpdateTimes> {
  const store = openArtifactStore(storeFile);
  const startedMs = performance.now();
  try {
    const { version } = await publishModel(store, card, { republishedAt: new Date().toISOString() });
    const times = await Promise.all(
      applications.map((application) => untilVersion(application, version, startedMs)),
    );
    return { applications: applications.length, firstMs: Math.min(...times), allMs: Math.max(...times) };
  } finally {
    store.close();
  }
}

async function untilVersion(
  application: RunningProcess,
  version: number,
  startedMs: number,
): Promise<number> {
  for (;;) {
    const status = await application.call<ApplicationStatus>('status');
    const elapsedMs = performance.now() - startedMs;
    if ((status.version ?? 0) >= version) return elapsedMs;
    if (elapsedMs > UPDATE_TIMEOUT_MS) {
      throw new DeploymentError('UPDATE_TIMEOUT', `${application.title} did not move to version ${version}`);
    }
    await sleep(POLL_MS);
  }
}
