import { z } from 'zod';

import type { RunningProcess } from '../../processes/process-group.js';
import type { ModelServerReady, ModelServerSpec } from '../model-server/role.js';
import { deploymentOf, startApplication } from '../start-application.js';
import type { DeployContext, ServingMode } from '../serving-mode.js';

const READY_TIMEOUT_MS = 30_000;

const options = z.strictObject({
  /** Model-server processes behind the application. */
  replicas: z.int().min(1).max(64).default(1),
  /** How long the application waits for a model server, in milliseconds. */
  timeoutMs: z.int().min(1).default(10_000),
});

/** The model behind a network call: model servers that speak the Open Inference Protocol. */
export const microserviceMode: ServingMode<z.infer<typeof options>> = {
  id: 'microservice',
  summary: 'model-server processes that the application calls over the Open Inference Protocol',
  options,
  footprint: ({ replicas }) => ({
    processes: 1 + replicas,
    ports: 1 + replicas,
    stores: [],
    redeployForNewModel: ['model server'],
  }),
  prepare: async ({ card }) => ({
    storage: { modelBytes: card.bytes, tableBytes: 0, artifactBytes: 0, rows: 0 },
    answers: { from: 'model' },
    artifacts: {},
  }),
  deploy: async (context, { replicas, timeoutMs }) => {
    const servers = await Promise.all(
      Array.from({ length: replicas }, (_, index) => startModelServer(context, index + 1, replicas)),
    );
    const application = await startApplication(context, {
      kind: 'remote',
      endpoints: servers.map(({ ready }) => ready.url),
      model: context.card.name,
      timeoutMs,
    });
    return deploymentOf(
      application,
      servers.map((running) => ({
        part: 'model-server',
        title: running.title,
        pid: running.pid,
        url: running.ready.url,
        running,
      })),
    );
  },
};

function startModelServer(
  { card, label, processes }: DeployContext,
  number: number,
  replicas: number,
): Promise<RunningProcess<ModelServerReady>> {
  return processes.start<ModelServerReady>({
    role: 'model-server',
    title: replicas === 1 ? `model server of ${label}` : `model server ${number} of ${label}`,
    spec: { card, port: 0 } satisfies ModelServerSpec,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
}
