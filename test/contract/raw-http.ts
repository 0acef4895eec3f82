import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'vitest';

export interface ExchangeOptions {
  /** Responses to wait for. */
  readonly responses?: number;
  /** How long to wait for them: what is no request gets none. */
  readonly patienceMs?: number;
}

/**
 * Writes parts to a fresh connection, each in a turn of its own, waits for the answers, and closes it.
 * @returns everything that came back
 */
export async function exchange(
  url: string,
  parts: readonly (string | Uint8Array)[],
  { responses = 1, patienceMs = 10_000 }: ExchangeOptions = {},
): Promise<string> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', noDelay: true });
  let received = '';
  const answered = new Promise<void>((resolve) => {
    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text;
      if (statusesOf(received).length >= responses) resolve();
    });
    // A server that closes while we still write is an answer, too.
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    setTimeout(resolve, patienceMs).unref();
  });
  for (const part of parts) {
    socket.write(part);
    await nextTurn();
  }
  await answered;
  socket.destroy();
  return received;
}

/** What a client gets where nothing listens any more: refused, or cut off on a connection that it had kept. */
export const GONE = { code: expect.stringMatching(/^(ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET)$/) as string };

/** The statuses of the responses in what came back. */
export function statusesOf(received: string): number[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

/** One request with a body, its length stated truly unless told otherwise. */
export function post(
  path: string,
  body: Uint8Array | string,
  contentLength: number | string = Buffer.byteLength(body),
): Buffer {
  const head = `POST ${path} HTTP/1.1\r\nhost: test\r\ncontent-length: ${contentLength}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), typeof body === 'string' ? Buffer.from(body) : body]);
}
