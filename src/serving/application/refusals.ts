import { OverloadedError } from '../../core/batching.js';
import { EncodeError } from '../../inference/encode-error.js';
import { BodyTooLargeError } from '../http/read-body.js';

/** An answer that is no prediction: HTTP status and JSON body. */
export interface Refusal {
  readonly status: number;
  readonly body: string;
  /** Methods that the path takes: the header that belongs to a 405. */
  readonly allow?: string;
  /** Seconds after which it may be tried again: the header of a 503. */
  readonly retryAfterS?: number;
}

function refusal(status: number, code: string, message: string, field?: string): Refusal {
  return { status, body: JSON.stringify({ error: { code, message, ...(field ? { field } : {}) } }) };
}

export const REFUSALS = {
  UNSEEN_KEY: refusal(404, 'UNSEEN_KEY', 'no prediction was computed ahead for this request'),
  NOT_AN_ARRAY: refusal(400, 'INVALID_REQUEST', 'a batch is a JSON array of request objects'),
  NOT_FOUND: refusal(
    404,
    'NOT_FOUND',
    'known: POST /predict, POST /predict/batch, GET /healthz /app/ping /metrics',
  ),
  USE_POST: { ...refusal(405, 'METHOD_NOT_ALLOWED', 'send a POST with a JSON body'), allow: 'POST' },
  USE_GET: { ...refusal(405, 'METHOD_NOT_ALLOWED', 'send a GET'), allow: 'GET, HEAD' },
  SHUTTING_DOWN: refusal(503, 'SHUTTING_DOWN', 'the application is shutting down'),
} as const satisfies Record<string, Refusal>;

/** The text was not JSON. */
export function badRequest(error: SyntaxError): Refusal {
  return refusal(400, 'INVALID_JSON', `the body is not JSON: ${error.message}`);
}

/** @returns what the client is told of a failure: its own mistake as 4xx, a backend's as 502, ours as 500. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof EncodeError) return refusal(400, 'INVALID_FEATURE', error.message, error.field);
  if (error instanceof BodyTooLargeError) return refusal(413, 'BODY_TOO_LARGE', error.message);
  if (error instanceof OverloadedError) {
    return { ...refusal(503, 'OVERLOADED', error.message), retryAfterS: error.retryAfterS };
  }
  const message = error instanceof Error ? error.message : String(error);
  // Network errors of a backend carry a code (ECONNREFUSED, UND_ERR_HEADERS_TIMEOUT, ...).
  const isBackend = error instanceof Error && 'code' in error;
  return isBackend ? refusal(502, 'BACKEND_FAILED', message) : refusal(500, 'PREDICTION_FAILED', message);
}
