import type { ServerResponse } from 'node:http';

import type { Answer } from '../../core/answer.js';
import type { Encoder } from '../../inference/encode.js';
import type { Predictor } from '../predictor.js';
import type { Metrics } from './metrics.js';
import { REFUSALS, refusalOf, type Refusal } from './refusals.js';
import type { Tracer } from './tracer.js';

export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Everything the request handlers share. */
export interface Context {
  readonly encode: Encoder;
  readonly predictor: Predictor;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  /** @returns `{"prediction":...,"source":"...","model":"..."}` */
  readonly body: (answer: Answer) => string;
}

export function sendAnswer(response: ServerResponse, context: Context, answer: Answer): void {
  const { source } = answer;
  if (source === 'miss') {
    context.metrics.count(source);
    return send(response, 404, REFUSALS.UNSEEN_KEY.body, { source });
  }
  let body: string;
  try {
    body = context.body(answer);
  } catch (error) {
    // Called from a promise, too, where nobody would catch it.
    return refuse(response, context, refusalOf(error));
  }
  context.metrics.count(source);
  send(response, 200, body, { source });
}

/** Answers with an error, and counts it. */
export function refuse(
  response: ServerResponse,
  { metrics }: { readonly metrics: Metrics },
  { status, body, allow, retryAfterS }: Refusal,
): void {
  metrics.countError(status);
  send(response, status, body, { allow, retryAfterS });
}

interface ExtraHeaders {
  readonly source?: string | undefined;
  readonly allow?: string | undefined;
  readonly retryAfterS?: number | undefined;
}

/** Raw header arrays skip the per-header bookkeeping of `setHeader`. */
export function send(
  response: ServerResponse,
  status: number,
  body: string,
  { source, allow, retryAfterS }: ExtraHeaders = {},
): void {
  if (response.headersSent) return;
  const headers = ['content-type', 'application/json', 'content-length', String(Buffer.byteLength(body))];
  if (source !== undefined) headers.push('x-servebench-source', source);
  if (allow !== undefined) headers.push('allow', allow);
  if (retryAfterS !== undefined) headers.push('retry-after', String(retryAfterS));
  response.writeHead(status, headers);
  response.end(body);
}
