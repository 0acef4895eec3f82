import type { IncomingMessage, ServerResponse } from 'node:http';

import type { ModelCard } from '../../core/model-card.js';
import { EncodeError } from '../../inference/encode-error.js';
import { createEncoder, type Encoder } from '../../inference/encode.js';
import { createPredictionFormat } from '../../inference/prediction-format.js';
import { readBody } from '../http/read-body.js';
import type { Predictor } from '../predictor.js';
import { answerRead, pathOf } from './answer-read.js';
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
      `{"prediction":${prediction ? format(prediction) : 'null'},"source":"${source}","model":${JSON.stringify(model ?? predictor.model())}}`,
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
        if (url === '/predict' || pathOf(request) === '/predict') {
          if (tracer.isDue()) return receiveTraced(request, response, context);
          return receive(request, response, context, answerOne);
        }
        if (pathOf(request) === '/predict/batch') return receive(request, response, context, answerBatch);
      }
      answerRead(request, response, context, state);
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

/** One answer for each request of the array; a miss within it has the prediction null and the source `miss`. */
function answerBatch(parsed: unknown, response: ServerResponse, context: Context): void {
  if (!Array.isArray(parsed)) return refuse(response, context, REFUSALS.NOT_AN_ARRAY);
  const rows = parsed.map((item: unknown, index) => encodeOf(context.encode, item, index));
  const answers = rows.length === 0 ? [] : context.predictor.predictMany(rows);
  Promise.resolve(answers)
    .then((settled) => {
      const body = `{"predictions":[${settled.map(context.body).join(',')}]}`;
      for (const { source } of settled) context.metrics.count(source);
      send(response, 200, body);
    })
    .catch((error: unknown) => refuse(response, context, refusalOf(error)));
}

/** @throws EncodeError that says which request of the batch it is, from 0. */
function encodeOf(encode: Encoder, item: unknown, index: number): ReturnType<Encoder> {
  try {
    return encode(item);
  } catch (error) {
    throw error instanceof EncodeError
      ? new EncodeError(error.field, `request ${index} of the batch: ${error.message}`)
      : error;
  }
}
