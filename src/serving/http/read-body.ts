import type { IncomingMessage } from 'node:http';

/** The body is larger than the server takes. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  constructor(readonly maxBytes: number) {
    super(`the body is larger than ${maxBytes} bytes`);
  }
}

/**
 * Collects a request body. Callbacks, not a promise: this runs once per request on the measured path. A client that goes
 * away in the middle calls neither.
 */
export function readBytes(
  request: IncomingMessage,
  maxBytes: number,
  onBytes: (bytes: Buffer) => void,
  onError: (error: Error) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let failed = false;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) {
      chunks.push(chunk);
    } else if (!failed) {
      failed = true;
      chunks.length = 0;
      onError(new BodyTooLargeError(maxBytes));
    }
  });
  request.on('end', () => {
    if (failed) return;
    const [only] = chunks;
    onBytes(chunks.length === 1 && only ? only : Buffer.concat(chunks));
  });
  // Without a listener an aborted upload would surface as an uncaught error.
  request.on('error', () => undefined);
}

/** Collects a request body as UTF-8 text. */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  onText: (text: string) => void,
  onError: (error: Error) => void,
): void {
  readBytes(request, maxBytes, (bytes) => onText(bytes.toString('utf8')), onError);
}
