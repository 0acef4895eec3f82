import type { MaybePromise } from '../../../core/answer.js';
import { modelStatistics, type ModelStatistics } from '../model-statistics.js';
import { invalid } from '../oip-error.js';
import type { IndexEntry } from '../model-slot.js';
import type { Repository } from '../repository.js';
import type { ModelMetadata } from '../served-model.js';
import type { ServerMetadata } from '../server-metadata.js';
import { readGrpcRequest, writeGrpcResponse } from './grpc-infer.js';
import type {
  ModelInferRequest,
  ModelInferResponse,
  ModelRequest,
  RepositoryIndexRequest,
  RepositoryRequest,
} from './messages.js';

/** The calls of the GRPCInferenceService that we serve. They fail with OipErrors, as the REST endpoints do. */
export interface Service {
  ServerLive(request: object): MaybePromise<{ live: boolean }>;
  ServerReady(request: object): MaybePromise<{ ready: boolean }>;
  ModelReady(request: ModelRequest): MaybePromise<{ ready: boolean }>;
  ServerMetadata(request: object): MaybePromise<ServerMetadata>;
  ModelMetadata(request: ModelRequest): MaybePromise<ModelMetadata>;
  ModelInfer(request: ModelInferRequest): MaybePromise<ModelInferResponse>;
  ModelStatistics(request: ModelRequest): MaybePromise<ModelStatistics>;
  RepositoryIndex(request: RepositoryIndexRequest): MaybePromise<{ models: readonly IndexEntry[] }>;
  RepositoryModelLoad(request: RepositoryRequest): MaybePromise<object>;
  RepositoryModelUnload(request: RepositoryRequest): MaybePromise<object>;
}

export function createService(repository: Repository, metadata: ServerMetadata): Service {
  return {
    ServerLive: () => ({ live: true }),
    ServerReady: () => ({ ready: repository.allReady() }),
    ModelReady: ({ name, version }) => ({ ready: repository.isReady(name, given(version)) }),
    ServerMetadata: () => metadata,
    ModelMetadata: ({ name, version }) => repository.find(name, given(version)).metadata,
    ModelInfer: (request) => {
      const model = repository.find(request.model_name, given(request.model_version));
      return model.infer(
        () => readGrpcRequest(model, request),
        (read, { outputs }) => writeGrpcResponse(model.card, read, outputs),
      );
    },
    ModelStatistics: ({ name, version }) => modelStatistics(repository, given(name), given(version)),
    RepositoryIndex: async ({ ready }) => ({ models: await repository.index(ready) }),
    RepositoryModelLoad: async ({ model_name: name, parameters }) => {
      const [parameter] = Object.keys(parameters);
      if (parameter !== undefined)
        throw invalid(`failed to load '${name}', the parameter '${parameter}' is not supported`);
      await repository.load(name);
      return {};
    },
    RepositoryModelUnload: async ({ model_name: name }) => {
      await repository.unload(name);
      return {};
    },
  };
}

/** The empty string of a message is a field that was not given. */
function given(text: string): string | undefined {
  return text === '' ? undefined : text;
}
