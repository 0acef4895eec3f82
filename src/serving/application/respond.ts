import type { ServerResponse } from 'node:http';

import type { Answer } from '../../core/answer.js';
import type { Encoder } from '../../inference/encode.js';
import type { Predictor } from '../predictor.js';
import type { Metrics } from './metrics.js';
import { REFUSALS, type Refusal } from './refusals.js';
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
  context.metrics.count(answer.source);
  if (answer.source === 'miss') return send(response, 404, REFUSALS.UNSEEN_KEY.body, 'miss');
  send(response, 200, context.body(answer), answer.source);
}

export function refuse(response: ServerResponse, context: Context, refusal: Refusal): void {
  context.metrics.countError(refusal.status);
  send(response, refusal.status, refusal.body);
}

/** Raw header arrays skip the per-header bookkeeping of `setHeader`. */
export function send(response: ServerResponse, status: number, body: string, source?: string): void {
  if (response.headersSent) return;
  const headers = ['content-type', 'application/json', 'content-length', String(Buffer.byteLength(body))];
  if (source !== undefined) headers.push('x-servebench-source', source);
  response.writeHead(status, headers);
  response.end(body);
}
