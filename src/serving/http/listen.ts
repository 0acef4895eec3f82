import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { systemErrorCode, UserError } from '../../core/errors.js';

export const HOST = '127.0.0.1';
/** Well above any client's, so that the server never closes a connection under a request that was just sent. */
const KEEP_ALIVE_MS = 120_000;
const DRAIN_MS = 500;
/** A connection on which nothing came for so long is a spare one. */
const RETIRE_MS = 1000;
const RETIRE_LOOK_MS = 20;

export interface RunningServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Serves a connection that another process has taken; it comes paused. */
  accept(socket: Socket): void;
  /** Ends each connection with its next answer. Resolves when none is left, or nothing more comes on those that are. */
  retire(): Promise<void>;
  /** Stops taking connections, lets requests in progress end for half a second, closes the rest. */
  close(): Promise<void>;
}

/**
 * Listens on loopback.
 *
 * @param port 0 for a free one
 * @param refusal JSON body of the answer to what is not HTTP
 * @throws UserError PORT_IN_USE
 */
export async function listen(listener: RequestListener, port: number, refusal = ''): Promise<RunningServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  server.on('clientError', (error, socket) => {
    if (socket.writable) socket.end(refusalOf(systemErrorCode(error), refusal));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portError(error, port)));
    server.listen(port, HOST, 1024, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return {
    url: `http://${HOST}:${actual}`,
    accept: (socket) => {
      // What the server sets for connections that it takes itself.
      socket.setNoDelay(true);
      server.emit('connection', socket);
      socket.resume();
    },
    retire: () => retire(server, open),
    close: () => close(server),
  };
}

/** A client that is told with an answer connects anew for its next request; one whose connection just ends may have sent it. */
async function retire(server: Server, open: ReadonlySet<Socket>): Promise<void> {
  server.prependListener('request', (_request, response) => {
    response.shouldKeepAlive = false;
  });
  const endMs = performance.now() + RETIRE_MS;
  while (open.size > 0 && performance.now() < endMs) await sleep(RETIRE_LOOK_MS);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  });
}

/** What is no HTTP has no request to answer: the whole response is written by hand. */
function refusalOf(code: string | undefined, body: string): string {
  const status =
    code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  const type = body === '' ? '' : 'content-type: application/json\r\n';
  const head = `connection: close\r\n${type}content-length: ${Buffer.byteLength(body)}`;
  return `HTTP/1.1 ${status}\r\n${head}\r\n\r\n${body}`;
}

export function portError(error: Error, port: number): Error {
  const code = systemErrorCode(error);
  if (code === 'EADDRINUSE') {
    return new UserError(
      'PORT_IN_USE',
      `port ${port} is in use on ${HOST}`,
      'choose another --port, or 0 for a free one',
    );
  }
  if (code === 'EACCES') {
    return new UserError(
      'PORT_FORBIDDEN',
      `no permission to listen on port ${port}`,
      'choose a --port above 1023',
    );
  }
  return error;
}
