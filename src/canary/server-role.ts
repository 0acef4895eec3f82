import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { ActiveRole } from '../processes/run-role.js';
import { answerCanary } from './workload.js';

/** The role `canary-server`: answers the canary's requests on an ephemeral port of the loopback interface. */
export async function startCanaryServer(): Promise<ActiveRole> {
  const server = createServer({ keepAlive: true, keepAliveTimeout: 0 }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const answer = answerCanary(body);
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(answer),
      });
      response.end(answer);
    });
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail).listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    ready: { port },
    methods: {},
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
