import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Answer } from '../../core/answer.js';
import { readBody } from '../http/read-body.js';
import { RequestSpan } from '../request-span.js';
import { badRequest, REFUSALS, refusalOf } from './refusals.js';
import { MAX_BODY_BYTES, refuse, send, type Context } from './respond.js';

/**
 * Answers one request of the sample: what every other gets, byte for byte, with a look at the clock between the
 * steps. A path of its own, so that the others have none of it.
 */
export function receiveTraced(request: IncomingMessage, response: ServerResponse, context: Context): void {
  const onError = (error: unknown): void =>
    refuse(response, context, error instanceof SyntaxError ? badRequest(error) : refusalOf(error));
  const onText = (text: string): void => {
    const span = new RequestSpan();
    const finish = (answer: Answer): void => {
      span.lap('other');
      sendTraced(response, context, answer, span);
    };
    try {
      const parsed: unknown = JSON.parse(text);
      span.lap('parse');
      const encoded = context.encode(parsed);
      span.lap('encode');
      const answer = context.predictor.predict(encoded, span);
      if (answer instanceof Promise) {
        answer.then(finish, (error: unknown) => refuse(response, context, refusalOf(error)));
      } else {
        finish(answer);
      }
    } catch (error) {
      onError(error);
    }
  };
  readBody(request, MAX_BODY_BYTES, onText, onError);
}

/** Writing to the socket is the work of node:http, so the last lap is before it. */
function sendTraced(response: ServerResponse, context: Context, answer: Answer, span: RequestSpan): void {
  const { source } = answer;
  const isMiss = source === 'miss';
  let body = REFUSALS.UNSEEN_KEY.body;
  try {
    if (!isMiss) body = context.body(answer);
  } catch (error) {
    // Called from a promise, too, where nobody would catch it.
    return refuse(response, context, refusalOf(error));
  }
  span.lap('serialise');
  context.metrics.count(source);
  send(response, isMiss ? 404 : 200, body, { source });
  context.tracer.record(span.us, source);
}
