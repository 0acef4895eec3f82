import type { LoadTarget } from './load-generator.js';
import type { Frame } from './request-reader.js';

/** @returns the frame of a whole HTTP/1.1 request, written to the socket as it is: nothing is built during a trial. */
export function requestFrame(target: LoadTarget): Frame {
  const { host, pathname, search } = new URL(target.url);
  const headers = Object.entries({
    host,
    connection: 'keep-alive',
    'content-type': 'application/json',
    ...target.headers,
  });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = `POST ${pathname}${search} HTTP/1.1\r\n${lines}content-length: `;
  return (body) => `${head}${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
