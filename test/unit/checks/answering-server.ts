import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test lets an application answer to the features it is sent. */
export type AnswerOf = (features: Readonly<Record<string, unknown>>) => {
  readonly status?: number;
  readonly source?: string;
  readonly body: unknown;
};

/** A server on loopback that answers every POST as the test says. */
export async function answeringServer(
  answerOf: AnswerOf,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const { status = 200, source = 'model', body } = answerOf(JSON.parse(text) as Record<string, unknown>);
      response.writeHead(status, { 'content-type': 'application/json', 'x-servebench-source': source });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const MISS = { status: 404, source: 'miss', body: { error: { code: 'UNSEEN_KEY' } } };
