import { resolveHeaders, resolveVariables } from '../../exchange/environment.js';
import type { RunningProcess } from '../../processes/process-group.js';
import { findShipped } from '../../scenario/find-file.js';
import type { ModelServerReady, ModelServerSpec } from '../model-server/role.js';
import { deploymentOf, startApplication } from '../start-application.js';
import type { DeployContext, Deployment, ServingMode } from '../serving-mode.js';
import { deployForeign } from './deploy-foreign.js';
import { microserviceOptions, type MicroserviceOptions, type OwnServers } from './options.js';

const READY_TIMEOUT_MS = 30_000;

/** The model behind a network call: our model servers, or one that others wrote. */
export const microserviceMode: ServingMode<MicroserviceOptions> = {
  id: 'microservice',
  summary: 'model-server processes that the application calls over the Open Inference Protocol',
  options: microserviceOptions,
  footprint: (options) => {
    const shared = { stores: [], redeployForNewModel: ['model server'] };
    if (options.kind === 'own') {
      const { replicas, grpc } = options;
      return { processes: 1 + replicas, ports: 1 + replicas * (grpc ? 2 : 1), ...shared };
    }
    // Of a server elsewhere nobody here knows how many processes it is.
    return options.command === undefined ? null : { processes: 2, ports: 2, ...shared };
  },
  prepare: async ({ card }, options) => {
    if (options.kind === 'own') {
      return {
        storage: { modelBytes: card.bytes, tableBytes: 0, artifactBytes: 0, rows: 0 },
        answers: { from: 'model' },
        artifacts: {},
      };
    }
    // A variable that is not set is told before anything is deployed.
    resolveHeaders(options.headers, process.env);
    resolveVariables(options.env, process.env);
    return { storage: null, answers: { from: 'model', tolerance: options.tolerance }, artifacts: {} };
  },
  deploy: (context, options) =>
    options.kind === 'own' ? deployOwn(context, options) : deployForeign(context, options),
};

async function deployOwn(context: DeployContext, options: OwnServers): Promise<Deployment> {
  const { replicas, timeoutMs, encoding = 'binary', batching, breaker } = options;
  const servers = await Promise.all(
    Array.from({ length: replicas }, (_, index) => startModelServer(context, index + 1, options)),
  );
  const application = await startApplication(context, {
    kind: 'remote',
    endpoints: servers.map(({ ready }) => ready.url),
    protocol: { id: 'oip', model: context.card.name, encoding },
    batching,
    timeoutMs,
    breaker,
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
}

function grpcUrl({ title, ready }: RunningProcess<ModelServerReady>): Deployment['urls'] {
  return ready.grpcUrl === undefined ? [] : [{ title: `gRPC of the ${title}`, url: ready.grpcUrl }];
}

function startModelServer(
  { card, label, processes }: DeployContext,
  number: number,
  { replicas, grpc, repository, models, batching }: OwnServers,
): Promise<RunningProcess<ModelServerReady>> {
  return processes.start<ModelServerReady>({
    role: 'model-server',
    title: replicas === 1 ? `model server of ${label}` : `model server ${number} of ${label}`,
    spec: {
      models: [card],
      ...(repository === undefined ? {} : { repository: findShipped(repository) }),
      preload: models,
      batching,
      port: 0,
      grpc,
    } satisfies ModelServerSpec,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
}
