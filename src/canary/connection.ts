import { connect } from 'node:net';

import { CANARY_BODY } from './workload.js';

const REQUEST = Buffer.from(
  [
    'POST / HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(CANARY_BODY)}`,
    '',
    CANARY_BODY,
  ].join('\r\n'),
);

/** Where the head of an answer ends, and how long its body is. */
const HEAD = /content-length: (\d+)[\s\S]*?\r\n\r\n/i;

/** A kept-alive connection with one request at a time. */
export interface CanaryConnection {
  /** Resolves when the whole answer has come. @throws Error where the server is gone */
  ask(): Promise<void>;
  close(): void;
}

/** Reads as little of an answer as it can: the client shall not be what is measured. */
export async function connectCanary(port: number): Promise<CanaryConnection> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await new Promise<void>((done, fail) => {
    socket.once('connect', done).once('error', fail);
  });
  let answered: (() => void) | undefined;
  let failed: ((error: Error) => void) | undefined;
  let received = 0;
  /** The same for every answer: it is read from the first one. */
  let length = 0;
  let first = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (length === 0) {
      first += chunk.toString('latin1');
      const head = HEAD.exec(first);
      if (!head) return;
      length = head.index + head[0].length + Number(head[1]);
    }
    if (received < length) return;
    received -= length;
    answered?.();
  });
  socket.on('error', (error) => failed?.(error));
  socket.on('close', () => failed?.(new Error('the canary server closed the connection')));
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        [answered, failed] = [resolve, reject];
        socket.write(REQUEST);
      }),
    close: () => socket.destroy(),
  };
}
