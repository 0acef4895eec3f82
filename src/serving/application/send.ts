import type { ServerResponse } from 'node:http';

import type { Metrics } from './metrics.js';
import type { Refusal } from './refusals.js';

interface ExtraHeaders {
  readonly source?: string | undefined;
  readonly allow?: string | undefined;
}

/** Raw header arrays skip the per-header bookkeeping of `setHeader`. */
export function send(
  response: ServerResponse,
  status: number,
  body: string,
  { source, allow }: ExtraHeaders = {},
): void {
  if (response.headersSent) return;
  const headers = ['content-type', 'application/json', 'content-length', String(Buffer.byteLength(body))];
  if (source !== undefined) headers.push('x-servebench-source', source);
  if (allow !== undefined) headers.push('allow', allow);
  response.writeHead(status, headers);
  response.end(body);
}

/** Answers with an error, and counts it. */
export function refuse(
  response: ServerResponse,
  { metrics }: { readonly metrics: Metrics },
  { status, body, allow }: Refusal,
): void {
  metrics.countError(status);
  send(response, status, body, { allow });
}
