import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Predictor } from '../predictor.js';
import type { Metrics } from './metrics.js';
import { REFUSALS, refusalOf } from './refusals.js';
import { refuse, send } from './respond.js';

interface ReadContext {
  readonly predictor: Predictor;
  readonly metrics: Metrics;
}

type State = 'starting' | 'open' | 'draining';

/** Answers whatever asks for no prediction: health, metrics, a wrong method or path. */
export function answerRead(
  request: IncomingMessage,
  response: ServerResponse,
  context: ReadContext,
  state: State,
): void {
  // Drains a body that nobody reads, so that the connection can be used again.
  request.resume();
  const path = pathOf(request) ?? '';
  if (state === 'draining') return refuse(response, context, REFUSALS.SHUTTING_DOWN);
  if (path === '/predict' || path === '/predict/batch') return refuse(response, context, REFUSALS.USE_POST);
  const answer = PATHS.get(path);
  if (!answer) return refuse(response, context, REFUSALS.NOT_FOUND);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, context, REFUSALS.USE_GET);
  answer(response, context, state);
}

export function pathOf({ url }: IncomingMessage): string | undefined {
  return url?.split('?', 1)[0];
}

type AnswerPath = (response: ServerResponse, context: ReadContext, state: State) => void;

const PATHS: ReadonlyMap<string, AnswerPath> = new Map<string, AnswerPath>([
  ['/app/ping', (response) => send(response, 200, '{"ok":true}')],
  [
    '/healthz',
    (response, { predictor }, state) => {
      const isReady = state === 'open';
      const status = isReady ? 'ready' : 'starting';
      send(response, isReady ? 200 : 503, JSON.stringify({ status, ...predictor.current() }));
    },
  ],
  [
    '/metrics',
    (response, context) => {
      context.metrics.render().then(
        (text) => {
          response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
          response.end(text + (context.predictor.metrics?.() ?? []).map((line) => `${line}\n`).join(''));
        },
        (error: unknown) => refuse(response, context, refusalOf(error)),
      );
    },
  ],
]);
