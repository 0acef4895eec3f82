import { Agent, request, type IncomingHttpHeaders } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as JSON. */
  readonly json: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Sends exactly these bytes and headers. */
export function send(
  url: string,
  method: string,
  body: string | Uint8Array = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
    const all = { ...(method === 'GET' ? {} : { 'content-length': String(length) }), ...headers };
    const sent = request(url, { method, agent, headers: all }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const received = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: received,
          get json() {
            return JSON.parse(received.toString('utf8')) as unknown;
          },
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export const get = (url: string): Promise<Reply> => send(url, 'GET');

export const post = (
  url: string,
  body: unknown = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> =>
  send(
    url,
    'POST',
    typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    headers,
  );

export const HEADER_LENGTH = 'Inference-Header-Content-Length';
