import type { RequestListener } from 'node:http';

import { handleInfer } from './infer-route.js';
import type { Repository } from './repository.js';
import { createRoutes, route } from './routes.js';
import type { ServerMetadata } from './server-metadata.js';

/**
 * REST endpoints of the Open Inference Protocol (KServe V2) for the models of a repository. Errors: HTTP status and
 * `{"error"}`. The path of a loaded model, as clients write it, is found with one look-up; anything else goes through
 * the routes.
 */
export function createModelServer(repository: Repository, server: ServerMetadata): RequestListener {
  const routes = createRoutes(repository, server);
  const { inferPaths } = repository;
  return (request, response) => {
    const url = request.url ?? '';
    const model = inferPaths.get(url);
    if (model && request.method === 'POST') {
      return handleInfer(request, response, () => inferPaths.get(url) ?? repository.find(model.card.name));
    }
    void route(routes, request, response);
  };
}
