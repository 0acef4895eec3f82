import type { IncomingMessage, ServerResponse } from 'node:http';

import { readBytes } from '../http/read-body.js';
import { flagOf, isFields } from './fields.js';
import { handleInfer, MAX_BODY_BYTES } from './infer-route.js';
import { parseJson } from './json-body.js';
import { renderMetrics } from './metrics.js';
import { invalid, OipError } from './oip-error.js';
import type { Repository } from './repository.js';
import { send, sendError, sendJson } from './respond.js';
import { modelStatistics } from './model-statistics.js';
import type { ServerMetadata } from './server-metadata.js';

type Handle = (request: IncomingMessage, response: ServerResponse, groups: Groups) => void | Promise<void>;
type Groups = Readonly<Partial<Record<string, string>>>;

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly handle: Handle;
}

const MODEL = '/v2/models/(?<name>[^/]+)(?:/versions/(?<version>[^/]+))?';

/**
 * The REST endpoints of the Open Inference Protocol, and of the extensions for statistics and model repositories, but
 * for the paths at which loaded models are asked to infer: those are looked up without any pattern.
 */
export function createRoutes(repository: Repository, server: ServerMetadata): readonly Route[] {
  const get = (path: string, handle: Handle): Route => ({ method: 'GET', path: pattern(path), handle });
  const post = (path: string, handle: Handle): Route => ({ method: 'POST', path: pattern(path), handle });
  return [
    get('/v2/?', (_request, response) => sendJson(response, server)),
    get('/v2/health/live', (_request, response) => sendJson(response, { live: true })),
    get('/v2/health/ready', (_request, response) => {
      const ready = repository.allReady();
      sendJson(response, { ready }, ready ? 200 : 400);
    }),
    get('/v2/models/stats', (_request, response) => sendJson(response, modelStatistics(repository))),
    get(`${MODEL}/stats`, (_request, response, { name = '', version }) =>
      sendJson(response, modelStatistics(repository, name, version)),
    ),
    get(MODEL, (_request, response, { name = '', version }) =>
      sendJson(response, repository.find(name, version).metadata),
    ),
    get(`${MODEL}/ready`, (_request, response, { name = '', version }) => {
      if (repository.isReady(name, version)) return sendJson(response, { name, ready: true });
      sendJson(response, { name, ready: false, error: 'Model version not ready' }, 400);
    }),
    post(`${MODEL}/infer`, (request, response, { name = '', version }) =>
      handleInfer(request, response, () => repository.find(name, version)),
    ),
    post('/v2/repository/index', async (request, response) => {
      const ready = flagOf(await readFields(request), 'ready') ?? false;
      sendJson(response, await repository.index(ready));
    }),
    post('/v2/repository/models/(?<name>[^/]+)/load', async (request, response, { name = '' }) => {
      refuseOverrides(name, await readFields(request));
      await repository.load(name);
      sendJson(response, {});
    }),
    post('/v2/repository/models/(?<name>[^/]+)/unload', async (request, response, { name = '' }) => {
      flagOf((await readFields(request))['parameters'], 'unload_dependents');
      await repository.unload(name);
      sendJson(response, {});
    }),
    get('/metrics', (_request, response) =>
      send(response, 200, renderMetrics(repository.served()), 'text/plain; version=0.0.4; charset=utf-8'),
    ),
  ];
}

/** Finds the route of a request and runs it. Every failure is an answer. */
export async function route(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url?.split('?', 1)[0] ?? '';
  const known = routes.flatMap((candidate) => {
    const match = candidate.path.exec(path);
    return match ? [{ ...candidate, groups: match.groups ?? {} }] : [];
  });
  const found = known.find(({ method }) => method === request.method);
  try {
    if (!found) throw notFound(path, known);
    if (found.method === 'GET') request.resume();
    await found.handle(request, response, decoded(found.groups));
  } catch (error) {
    request.resume();
    sendError(response, error);
  }
}

function notFound(path: string, known: readonly Route[]): OipError {
  const [other] = known;
  return other
    ? new OipError(405, `Method Not Allowed: send a ${other.method} to ${path}`)
    : new OipError(404, `no such endpoint: ${path}`);
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path}$`);
}

function decoded(groups: Groups): Groups {
  return Object.fromEntries(Object.entries(groups).map(([key, text]) => [key, text && decodeSegment(text)]));
}

/** A segment that is no valid percent-encoding stands for itself. */
function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The JSON object in a body that may be empty. @throws OipError 400 */
function readFields(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const onBytes = (bytes: Buffer): void => {
      try {
        resolve(
          bytes.length === 0
            ? {}
            : parseJson(bytes, bytes.length, (parsed) => {
                if (!isFields(parsed)) throw invalid('the request must be a JSON object');
                return parsed;
              }),
        );
      } catch (error) {
        reject(error as Error);
      }
    };
    readBytes(request, MAX_BODY_BYTES, onBytes, reject);
  });
}

/** Triton takes a configuration or files in place of those in the repository; to ignore them is to load another model. */
function refuseOverrides(name: string, { parameters }: Readonly<Record<string, unknown>>): void {
  if (parameters === undefined) return;
  if (!isFields(parameters)) throw invalid("Unable to parse 'parameters': expected an object");
  const [parameter] = Object.keys(parameters);
  if (parameter !== undefined)
    throw invalid(`failed to load '${name}', the parameter '${parameter}' is not supported`);
}
