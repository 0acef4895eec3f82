import type { Batching } from '../../core/batching.js';
import type { ModelCard } from '../../core/model-card.js';
import type { GoldenRow } from '../../core/predictor-spec.js';
import type { ActiveRole } from '../../processes/run-role.js';
import { listen } from '../http/listen.js';
import { createModelServer } from './model-server.js';
import { openRepository } from './repository.js';
import { serverMetadata } from './server-metadata.js';

export interface ModelServerSpec {
  /** Loaded before the server calls itself ready. */
  readonly models: readonly ModelCard[];
  /** A folder of further models, for the repository extension. */
  readonly repository?: string;
  /** Names of models in that folder that are loaded too before the server calls itself ready. */
  readonly preload?: readonly string[];
  /** How requests that wait for a model are run together; null runs each by itself. */
  readonly batching: Batching | null;
  /** 0 asks the kernel for a free port. */
  readonly port: number;
  /** Whether to open a second endpoint, gRPC on a free port. */
  readonly grpc?: boolean;
}

export interface ModelServerReady {
  readonly url: string;
  /** `http://127.0.0.1:PORT` of the gRPC endpoint (plain HTTP/2), where it was asked for. */
  readonly grpcUrl?: string;
}

/** A version that the next load takes, with answers that it must give. */
export interface Offer {
  readonly card: ModelCard;
  readonly golden: readonly GoldenRow[];
}

const NOT_HTTP = JSON.stringify({ error: 'the request is not valid HTTP' });

/** The model-server process: models behind the Open Inference Protocol. */
export async function startModelServer(spec: ModelServerSpec): Promise<ActiveRole> {
  const metadata = serverMetadata();
  const { models, repository: folder, preload = [], batching } = spec;
  const repository = await openRepository({ models, folder, preload, batching });
  const server = await listen(createModelServer(repository, metadata), spec.port, NOT_HTTP);
  // The library costs 20 MB, and the memory of this process is measured: it is loaded where it is used.
  const grpc = spec.grpc
    ? await (await import('./grpc/grpc-server.js')).startGrpcServer(repository, metadata)
    : undefined;
  return {
    ready: { url: server.url, ...(grpc ? { grpcUrl: grpc.url } : {}) } satisfies ModelServerReady,
    methods: { offer: ({ card, golden }: Offer) => repository.offer(card, golden) },
    stop: async () => {
      await Promise.all([server.close(), grpc?.close()]);
      await repository.close();
    },
  };
}
