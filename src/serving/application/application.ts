import type { IncomingMessage, ServerResponse } from 'node:http';

import type { ModelCard } from '../../core/model-card.js';
import { createEncoder } from '../../inference/encode.js';
import { createPredictionFormat } from '../../inference/prediction-format.js';
import { readBody } from '../http/read-body.js';
import type { Predictor } from '../predictor.js';
import { createMetrics, type Metrics } from './metrics.js';
import { receiveTraced } from './receive-traced.js';
import { badRequest, REFUSALS, refusalOf } from './refusals.js';
import { MAX_BODY_BYTES, refuse, send, sendAnswer, type Context } from './respond.js';
import { createTracer, type Tracer } from './tracer.js';

/**
 * The HTTP server that a client talks to: the same code in every mode. It encodes a request once and hands the
 * encoded features to its predictor, so a difference between two modes is a difference between two predictors.
 */
export interface Application {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** From now on `/healthz` answers 200. */
  open(): void;
  /** From now on every prediction is refused with 503. */
  drain(): void;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}

export function createApplication(card: ModelCard, predictor: Predictor): Application {
  const metrics = createMetrics();
  const tracer = createTracer();
  const format = createPredictionFormat(card);
  const context: Context = {
    encode: createEncoder(card),
    predictor,
    metrics,
    tracer,
    body: ({ prediction, source, model }) =>
      `{"prediction":${prediction ? format(prediction) : 'null'},"source":"${source}","model":${JSON.stringify(model)}}`,
  };
  let state: 'starting' | 'open' | 'draining' = 'starting';

  return {
    metrics,
    tracer,
    open: () => {
      state = 'open';
    },
    drain: () => {
      state = 'draining';
    },
    handle: (request, response) => {
      const { method, url } = request;
      if (method === 'POST' && state !== 'draining') {
        if (url === '/predict') {
          if (tracer.isDue()) return receiveTraced(request, response, context);
          return receive(request, response, context, answerOne);
        }
        if (url === '/predict/batch') return receive(request, response, context, answerBatch);
      }
      answerOther(request, response, context, state);
    },
  };
}

type AnswerBody = (parsed: unknown, response: ServerResponse, context: Context) => void;

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  answer: AnswerBody,
): void {
  const onError = (error: Error): void => refuse(response, context, refusalOf(error));
  const onText = (text: string): void => {
    try {
      answer(JSON.parse(text), response, context);
    } catch (error) {
      refuse(response, context, error instanceof SyntaxError ? badRequest(error) : refusalOf(error));
    }
  };
  readBody(request, MAX_BODY_BYTES, onText, onError);
}

function answerOne(parsed: unknown, response: ServerResponse, context: Context): void {
  const answer = context.predictor.predict(context.encode(parsed));
  if (answer instanceof Promise) {
    answer.then(
      (settled) => sendAnswer(response, context, settled),
      (error: unknown) => refuse(response, context, refusalOf(error)),
    );
  } else {
    sendAnswer(response, context, answer);
  }
}

/** One answer for each request of the array; a miss within it carries an error in place of a prediction. */
function answerBatch(parsed: unknown, response: ServerResponse, context: Context): void {
  if (!Array.isArray(parsed)) return refuse(response, context, REFUSALS.NOT_AN_ARRAY);
  const rows = parsed.map((item: unknown) => context.encode(item));
  Promise.resolve(context.predictor.predictMany(rows)).then(
    (answers) => {
      for (const { source } of answers) context.metrics.count(source);
      send(response, 200, `{"predictions":[${answers.map(context.body).join(',')}]}`);
    },
    (error: unknown) => refuse(response, context, refusalOf(error)),
  );
}

function answerOther(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  state: 'starting' | 'open' | 'draining',
): void {
  // Drains a body that nobody reads, so that the connection can be used again.
  request.resume();
  const path = request.url?.split('?', 1)[0];
  if (state === 'draining') return refuse(response, context, REFUSALS.SHUTTING_DOWN);
  if (path === '/predict' || path === '/predict/batch') return refuse(response, context, REFUSALS.USE_POST);
  if (path === '/app/ping') return send(response, 200, '{"ok":true}');
  if (path === '/healthz') {
    const status = state === 'open' ? 'ready' : 'starting';
    const current = JSON.stringify({ status, ...context.predictor.current() });
    return send(response, state === 'open' ? 200 : 503, current);
  }
  if (path === '/metrics') {
    context.metrics.render().then(
      (text) => {
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
        response.end(text);
      },
      (error: unknown) => refuse(response, context, refusalOf(error)),
    );
    return;
  }
  refuse(response, context, REFUSALS.NOT_FOUND);
}
