import { resolveHeaders, resolveVariables } from '../../exchange/environment.js';
import type { RunningProcess } from '../../processes/process-group.js';
import { findShipped } from '../../scenario/find-file.js';
import type { ModelServerReady, ModelServerSpec } from '../model-server/role.js';
import { deployBacking } from '../start-application.js';
import type { Backing, DeployContext, Deployment, ServingMode } from '../serving-mode.js';
import { victimOf } from '../victim-of.js';
import { backForeign } from './back-foreign.js';
import { rollOutServers } from './roll-out-servers.js';
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
  deploy: async (context, options) => deployBacking(context, await back(context, options)),
  back,
};

function back(context: DeployContext, options: MicroserviceOptions): Promise<Backing> {
  return options.kind === 'own' ? backOwn(context, options) : backForeign(context, options);
}

async function backOwn(context: DeployContext, options: OwnServers): Promise<Backing> {
  const { replicas, timeoutMs, encoding = 'auto', batching, breaker } = options;
  const servers = await Promise.all(
    Array.from({ length: replicas }, (_, index) => startModelServer(context, index + 1, options, 0)),
  );
  return {
    predictor: {
      kind: 'remote',
      endpoints: servers.map(({ ready }) => ready.url),
      protocol: { id: 'oip', model: context.card.name, encoding },
      batching,
      timeoutMs,
      breaker,
    },
    backends: servers.map((running) => ({
      part: 'model-server',
      title: running.title,
      pid: running.pid,
      url: running.ready.url,
      running,
    })),
    foreign: [],
    urls: servers.flatMap(grpcUrl),
    notes: [],
    victims: servers.map((server, index) =>
      victimOf('model-server', server, (port) => startModelServer(context, index + 1, options, port)),
    ),
    rollOut: () => rollOutServers(servers),
  };
}

function grpcUrl({ title, ready }: RunningProcess<ModelServerReady>): Deployment['urls'] {
  return ready.grpcUrl === undefined ? [] : [{ title: `gRPC of the ${title}`, url: ready.grpcUrl }];
}

function startModelServer(
  { card, label, processes }: DeployContext,
  number: number,
  { replicas, grpc, repository, models, batching }: OwnServers,
  port: number,
): Promise<RunningProcess<ModelServerReady>> {
  return processes.start<ModelServerReady>({
    role: 'model-server',
    title: replicas === 1 ? `model server of ${label}` : `model server ${number} of ${label}`,
    spec: {
      models: [card],
      ...(repository === undefined ? {} : { repository: findShipped(repository) }),
      preload: models,
      batching,
      port,
      grpc,
    } satisfies ModelServerSpec,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
}
