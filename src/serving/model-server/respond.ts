import type { ServerResponse } from 'node:http';

import { OverloadedError } from '../../core/batching.js';
import { BodyTooLargeError } from '../http/read-body.js';
import { OipError } from './oip-error.js';

export const JSON_TYPE = 'application/json';
/** Beyond this size two copies of a body cost more than a second write. */
const ONE_WRITE_BYTES = 64 * 1024;

/** Sends text or bytes with their length. Raw header arrays skip the per-header bookkeeping of `setHeader`. */
export function send(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  contentType = JSON_TYPE,
  more: readonly string[] = [],
): void {
  if (response.headersSent) return;
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  const headers = ['content-type', contentType, 'content-length', String(length)];
  response.writeHead(status, more.length === 0 ? headers : [...headers, ...more]);
  // A string leaves in one write together with the headers, bytes in a second one.
  if (typeof body === 'string') response.end(body);
  else if (length > ONE_WRITE_BYTES) response.end(body);
  else response.end(Buffer.from(body.buffer, body.byteOffset, length).toString('latin1'), 'latin1');
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  send(response, status, JSON.stringify(value));
}

/** Sends `{"error"}`: what the protocol refuses with its status, our own mistakes as 500. */
export function sendError(response: ServerResponse, error: unknown): void {
  const { status, message } = describeFailure(error);
  send(response, status, JSON.stringify({ error: message }), JSON_TYPE, HINTS[status]);
}

/** Headers that go with a status. */
const HINTS: Readonly<Partial<Record<number, readonly string[]>>> = {
  415: ['accept-encoding', 'gzip, deflate'],
  503: ['retry-after', '1'],
};

/** @returns the HTTP status of a failure and what is said of it, for either protocol. */
export function describeFailure(error: unknown): { readonly status: number; readonly message: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof OipError) return { status: error.status, message };
  if (error instanceof OverloadedError) return { status: 503, message };
  if (error instanceof BodyTooLargeError) return { status: 413, message };
  return { status: 500, message };
}
