import { resolveHeaders, resolveVariables } from '../../exchange/environment.js';
import type { RunningProcess } from '../../processes/child-link.js';
import { findShipped } from '../../scenario/find-file.js';
import type { ModelServerReady, ModelServerSpec } from '../model-server/role.js';
import { nameOfCopy, predictorOfCopies } from '../copies-option.js';
import { modelVersion } from '../predictor.js';
import { deployBacking } from '../deploy-backing.js';
import type { Backing } from '../backing.js';
import type { Deployment } from '../deployment.js';
import type { DeployContext, ServingMode } from '../serving-mode.js';
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
      const servers = serversOf(options);
      return { processes: 1 + servers, ports: 1 + servers * (options.grpc ? 2 : 1), ...shared };
    }
    // Of a server elsewhere nobody here knows how many processes it is.
    return options.command === undefined ? null : { processes: 2, ports: 2, ...shared };
  },
  prepare: async ({ card }, options) => {
    if (options.kind === 'own') {
      return {
        storage: { modelBytes: options.copies * card.bytes, tableBytes: 0, artifactBytes: 0, rows: 0 },
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
  const { copies, timeoutMs, encoding = 'auto', batching, breaker } = options;
  const servers = await Promise.all(
    Array.from({ length: serversOf(options) }, (_, index) =>
      startModelServer(context, index + 1, options, 0),
    ),
  );
  const { card } = context;
  const urls = servers.map(({ ready }) => ready.url);
  return {
    predictor: predictorOfCopies(copies, (copy) => ({
      kind: 'remote',
      endpoints: options.servers === 'each' ? urls.slice(copy, copy + 1) : urls,
      protocol: { id: 'oip', model: nameOfCopy(card, copy), encoding },
      batching,
      timeoutMs,
      breaker,
      // A copy is the same model under another name.
      ...(copies === 1 ? {} : { servedAs: modelVersion(card.name, card.sha256) }),
    })),
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
    ...(copies === 1 ? { rollOut: { kind: 'in-place', of: () => rollOutServers(servers) } as const } : {}),
  };
}

/** Processes that serve the model, or the models. */
function serversOf({ replicas, copies, servers }: OwnServers): number {
  return servers === 'each' ? copies : replicas;
}

function grpcUrl({ title, ready }: RunningProcess<ModelServerReady>): Deployment['urls'] {
  return ready.grpcUrl === undefined ? [] : [{ title: `gRPC of the ${title}`, url: ready.grpcUrl }];
}

function startModelServer(
  { card, label, processes }: DeployContext,
  number: number,
  options: OwnServers,
  port: number,
): Promise<RunningProcess<ModelServerReady>> {
  const { copies, servers, grpc, repository, models, batching } = options;
  const held = servers === 'each' ? [number - 1] : Array.from({ length: copies }, (_, copy) => copy);
  return processes.start<ModelServerReady>({
    role: 'model-server',
    title: serversOf(options) === 1 ? `model server of ${label}` : `model server ${number} of ${label}`,
    spec: {
      models: held.map((copy) => ({ ...card, name: nameOfCopy(card, copy) })),
      ...(repository === undefined ? {} : { repository: findShipped(repository) }),
      preload: models,
      batching,
      port,
      grpc,
    } satisfies ModelServerSpec,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
}
