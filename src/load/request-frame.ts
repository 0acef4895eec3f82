import { compileRequest } from '../exchange/request-template.js';
import type { LoadTarget } from './load-generator.js';
import type { Frame } from './request-reader.js';

/** @returns the frame of a whole HTTP/1.1 request, written to the socket as it is: nothing is built during a trial. */
export function requestFrame(target: LoadTarget): Frame {
  const { host, pathname, search } = new URL(target.url);
  const writeBody = compileRequest(target.request);
  const headers = Object.entries({
    host,
    connection: 'keep-alive',
    'content-type': 'application/json',
    ...target.headers,
  });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = `${target.method ?? 'POST'} ${pathname}${search} HTTP/1.1\r\n${lines}content-length: `;
  return (request) => {
    const body = writeBody(request);
    return `${head}${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
}
