import { randomBytes } from 'node:crypto';
import { z } from 'zod';

import { openArtifactStore } from '../../artifacts/artifact-store.js';
import { publishModel } from '../../artifacts/publish-model.js';
import type { UpdateTimes } from '../../core/deployment-record.js';
import type { ModelCard } from '../../core/model-card.js';
import type { RunningProcess } from '../../processes/child-link.js';
import type { ApplicationReady, ApplicationStatus } from '../application/role.js';
import { batchingOption } from '../batching-option.js';
import type { RollOut } from '../roll-out.js';
import type { DeployContext, ServingMode } from '../serving-mode.js';
import { backingOf, deploymentOf, startApplication } from '../start-application.js';
import { statusOf, untilServing } from '../until-serving.js';
import { victimOf } from '../victim-of.js';

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
    const storeFile = await storeOf(context, artifacts);
    const spec = { kind: 'artifact', storeFile, model: card.name, workers, batching } as const;
    const start = (index: number, port: number): Promise<RunningProcess<ApplicationReady>> =>
      startApplication(
        { ...context, port },
        spec,
        index === 0 ? undefined : `application ${index + 1} of ${label}`,
      );
    const running = await Promise.all(
      Array.from({ length: applications }, (_, index) => start(index, index === 0 ? context.port : 0)),
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
    const victims = running.map((application, index) =>
      victimOf('application', application, (port) => start(index, port)),
    );
    return {
      ...deployment,
      update: () => measureUpdate(storeFile, card, running),
      operations: { victims, rollOut: rollOut(storeFile, running) },
    };
  },
  back: async (context, { workers, batching }, { artifacts }) => {
    const { card } = context;
    const storeFile = await storeOf(context, artifacts);
    return {
      ...backingOf({ kind: 'artifact', storeFile, model: card.name, workers, batching }),
      rollOut: { kind: 'in-place', of: (application) => rollOut(storeFile, [application]) },
    };
  },
};

/** Versions that are rolled out, and refused, stay the newest of their store: the next deployment begins with one of its own. */
async function storeOf(
  { purpose, card }: DeployContext,
  artifacts: Readonly<Record<string, string>>,
): Promise<string> {
  const storeFile = artifacts['storeFile'] ?? '';
  if (purpose !== 'roll-out') return storeFile;
  const own = `${storeFile}-${randomBytes(4).toString('hex')}`;
  const store = openArtifactStore(own);
  try {
    await publishModel(store, card);
    return own;
  } finally {
    store.close();
  }
}

function rollOut(storeFile: string, applications: readonly RunningProcess[]): RollOut {
  return {
    how: 'the version is published in the artifact store; every application looks there once a second, loads it while the old one answers, holds it against the known answers that it was published with, and changes over between two requests',
    to: async (next, golden) => {
      const extra = { golden: JSON.stringify(golden) };
      const { bytes } = await publishAndFollow(storeFile, next, extra, applications);
      return { cpuUs: null, bytesWritten: bytes };
    },
  };
}

/** Publishes the same weights as a new version and waits until every application has moved to it. */
async function measureUpdate(
  storeFile: string,
  card: ModelCard,
  applications: readonly RunningProcess[],
): Promise<UpdateTimes> {
  const extra = { republishedAt: new Date().toISOString() };
  const { times } = await publishAndFollow(storeFile, card, extra, applications);
  return { applications: applications.length, firstMs: Math.min(...times), allMs: Math.max(...times) };
}

/** @returns milliseconds until each application answered from the version, and how large it is */
async function publishAndFollow(
  storeFile: string,
  card: ModelCard,
  extra: Readonly<Record<string, string>>,
  applications: readonly RunningProcess[],
): Promise<{ times: readonly number[]; bytes: number }> {
  const store = openArtifactStore(storeFile);
  try {
    const before = await Promise.all(applications.map(statusOf));
    const startedMs = performance.now();
    const { version, bytes } = await publishModel(store, card, extra);
    const times = applications.map(async (application, index) => {
      const old = before[index] as ApplicationStatus;
      await untilServing(application, old, (status) => (status.version ?? 0) >= version);
      return performance.now() - startedMs;
    });
    return { times: await Promise.all(times), bytes };
  } finally {
    store.close();
  }
}
