import { z } from 'zod';

import { REMOTE_ENCODINGS } from '../../core/predictor-spec.js';
import type { RunningProcess } from '../../processes/process-group.js';
import { findRepository } from '../../scenario/find-file.js';
import type { ModelServerReady, ModelServerSpec } from '../model-server/role.js';
import { batchingOption } from '../batching-option.js';
import { deploymentOf, startApplication } from '../start-application.js';
import type { DeployContext, Deployment, ServingMode } from '../serving-mode.js';

const READY_TIMEOUT_MS = 30_000;

const options = z.strictObject({
  /** Model-server processes behind the application. */
  replicas: z.int().min(1).max(64).default(1),
  /** How long the application waits for a model server, in milliseconds. */
  timeoutMs: z.int().min(1).default(10_000),
  /** How tensors travel: `json`, or `binary` after the JSON of a request. */
  encoding: z.enum(REMOTE_ENCODINGS).default('binary'),
  /** At both ends: what waits is sent in one request, and requests that wait are run together. */
  batching: batchingOption,
  /** Opens a gRPC endpoint beside REST on every model server; the application does not use it. */
  grpc: z.boolean().default(false),
  /** Folder of further models (folders with a card, .onnx files) that clients may load into the model servers. */
  repository: z.string().min(1).exactOptional(),
  /** Names of models in `repository` that every model server loads at its start, beside the scenario's. */
  models: z.array(z.string().min(1)).default([]),
});

type Options = z.infer<typeof options>;

/** The model behind a network call: model servers that speak the Open Inference Protocol. */
export const microserviceMode: ServingMode<Options> = {
  id: 'microservice',
  summary: 'model-server processes that the application calls over the Open Inference Protocol',
  options,
  footprint: ({ replicas, grpc }) => ({
    processes: 1 + replicas,
    ports: 1 + replicas * (grpc ? 2 : 1),
    stores: [],
    redeployForNewModel: ['model server'],
  }),
  prepare: async ({ card }) => ({
    storage: { modelBytes: card.bytes, tableBytes: 0, artifactBytes: 0, rows: 0 },
    answers: { from: 'model' },
    artifacts: {},
  }),
  deploy: async (context, chosen) => {
    const { replicas, timeoutMs, encoding, batching } = chosen;
    const servers = await Promise.all(
      Array.from({ length: replicas }, (_, index) => startModelServer(context, index + 1, chosen)),
    );
    const application = await startApplication(context, {
      kind: 'remote',
      endpoints: servers.map(({ ready }) => ready.url),
      model: context.card.name,
      encoding,
      batching,
      timeoutMs,
    });
    const deployment = deploymentOf(
      application,
      servers.map((running) => ({
        part: 'model-server',
        title: running.title,
        pid: running.pid,
        url: running.ready.url,
        running,
      })),
    );
    return { ...deployment, urls: [...deployment.urls, ...servers.flatMap(grpcUrl)] };
  },
};

function grpcUrl({ title, ready }: RunningProcess<ModelServerReady>): Deployment['urls'] {
  return ready.grpcUrl === undefined ? [] : [{ title: `gRPC of the ${title}`, url: ready.grpcUrl }];
}

function startModelServer(
  { card, label, processes }: DeployContext,
  number: number,
  { replicas, grpc, repository, models, batching }: Options,
): Promise<RunningProcess<ModelServerReady>> {
  return processes.start<ModelServerReady>({
    role: 'model-server',
    title: replicas === 1 ? `model server of ${label}` : `model server ${number} of ${label}`,
    spec: {
      models: [card],
      ...(repository === undefined ? {} : { repository: findRepository(repository) }),
      preload: models,
      batching,
      port: 0,
      grpc,
    } satisfies ModelServerSpec,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
}
