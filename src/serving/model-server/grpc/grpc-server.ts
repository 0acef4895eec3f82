import { fileURLToPath } from 'node:url';

import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  status,
  type handleUnaryCall,
  type ServiceClientConstructor,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

import type { MaybePromise } from '../../../core/answer.js';
import { MAX_BODY_BYTES } from '../infer-route.js';
import type { Repository } from '../repository.js';
import { describeFailure } from '../respond.js';
import type { ServerMetadata } from '../server-metadata.js';
import { createService, type Service } from './service.js';

const PROTO = fileURLToPath(new URL('inference.proto', import.meta.url));
const DRAIN_MS = 500;

export interface GrpcServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Takes no more calls, lets those in progress end for half a second, breaks the rest off. */
  close(): Promise<void>;
}

/** Serves the GRPCInferenceService of `inference.proto` on a free loopback port, without TLS. */
export async function startGrpcServer(repository: Repository, metadata: ServerMetadata): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_BODY_BYTES,
    'grpc.max_send_message_length': -1,
  });
  server.addService(loadService(), handlersOf(createService(repository, metadata)));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) };
}

function loadService(): ServiceClientConstructor['service'] {
  const definition = loadSync(PROTO, { keepCase: true, longs: String, defaults: true, oneofs: true });
  const { inference } = loadPackageDefinition(definition) as unknown as {
    inference: { GRPCInferenceService: ServiceClientConstructor };
  };
  return inference.GRPCInferenceService.service;
}

function handlersOf(service: Service): UntypedServiceImplementation {
  return {
    ServerLive: unary(service.ServerLive),
    ServerReady: unary(service.ServerReady),
    ModelReady: unary(service.ModelReady),
    ServerMetadata: unary(service.ServerMetadata),
    ModelMetadata: unary(service.ModelMetadata),
    ModelInfer: unary(service.ModelInfer),
    ModelStatistics: unary(service.ModelStatistics),
    RepositoryIndex: unary(service.RepositoryIndex),
    RepositoryModelLoad: unary(service.RepositoryModelLoad),
    RepositoryModelUnload: unary(service.RepositoryModelUnload),
  };
}

function unary<Q, A>(answer: (request: Q) => MaybePromise<A>): handleUnaryCall<Q, A> {
  return ({ request }, done) => {
    const settled = async (): Promise<A> => answer(request);
    settled().then(
      (response) => done(null, response),
      (error: unknown) => {
        const failure = describeFailure(error);
        done({ code: CODES[failure.status] ?? status.INTERNAL, details: failure.message });
      },
    );
  };
}

/** Triton maps its errors to the same codes. */
const CODES: Readonly<Partial<Record<number, status>>> = {
  400: status.INVALID_ARGUMENT,
  404: status.NOT_FOUND,
  503: status.UNAVAILABLE,
};

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, DRAIN_MS);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
