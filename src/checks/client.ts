import { request } from 'undici';

import { SOURCES, type Source } from '../core/answer.js';
import type { DeploymentError } from '../core/errors.js';
import type { AnswerPaths, PredictionTarget } from '../core/prediction-target.js';
import { checkedPath, valueAt } from '../exchange/answer-path.js';
import { parseJson, sourceReader } from '../exchange/answer-source.js';
import { compileRequest } from '../exchange/request-template.js';
import { excerpt, unreachable, wrongAnswer } from './exchange-errors.js';

/** Answer of an application to one request. */
export interface ApplicationAnswer {
  readonly source: Source;
  /** Parsed JSON; undefined for a miss. */
  readonly prediction: unknown;
  /** The whole answer, parsed. */
  readonly whole: unknown;
}

/** Asks an application for one prediction. @throws DeploymentError where the answer is neither a prediction nor a miss. */
export type Ask = (features: Readonly<Record<string, unknown>>) => Promise<ApplicationAnswer>;

/** Asks the way the target says. Redirects are not followed: a load would not follow them either. */
export function createClient(target: PredictionTarget): Ask {
  const writeBody = compileRequest(target.request);
  const readPrediction = predictionReader(target.response);
  const readSource = sourceReader(target.response?.source);

  return async (features) => {
    const body = writeBody(features);
    const reply = await post(target, body);
    const { status, text } = reply;
    const whole = parseJson(text);
    const named = reply.source ?? readSource?.(text) ?? valueAt(whole, ['source']);
    const source = SOURCES.find((known) => known === named);
    if (status === 404 && source === 'miss') return { source, prediction: undefined, whole };
    if (status < 200 || status >= 300) throw refused(target, body, reply);
    const wrong = (what: string): DeploymentError =>
      wrongAnswer(target, body, `was answered ${excerpt(text, target)}, ${what}`);
    if (whole === undefined) throw wrong('which is not JSON');
    const prediction = readPrediction(whole);
    if (prediction === undefined)
      throw wrong(`which has nothing at response: ${target.response?.prediction}`);
    return { source: source ?? 'model', prediction, whole };
  };
}

/** Our own applications answer `{"prediction": ...}`; without a path any other answer is taken for a prediction itself. */
function predictionReader(paths: AnswerPaths | undefined): (whole: unknown) => unknown {
  const path = checkedPath(paths?.prediction ?? 'prediction');
  if (paths?.prediction !== undefined) return (whole) => valueAt(whole, path);
  return (whole) => {
    const prediction = valueAt(whole, path);
    return prediction === undefined ? whole : prediction;
  };
}

interface Reply {
  readonly status: number;
  readonly location: string | undefined;
  readonly source: string | undefined;
  readonly text: string;
}

async function post(target: PredictionTarget, body: string): Promise<Reply> {
  const { url, method = 'POST', headers, timeoutMs } = target;
  try {
    const answer = await request(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body,
      ...(timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) }),
    });
    return {
      status: answer.statusCode,
      location: oneOf(answer.headers['location']),
      source: oneOf(answer.headers['x-servebench-source']),
      text: await answer.body.text(),
    };
  } catch (error) {
    throw unreachable(target, body, error);
  }
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function refused(target: PredictionTarget, body: string, { status, location, text }: Reply): DeploymentError {
  const answer = `was answered ${status}`;
  if (location !== undefined && status < 400) {
    return wrongAnswer(target, body, `${answer}, a redirect to ${location}: write that address as \`url\``);
  }
  return wrongAnswer(target, body, text === '' ? answer : `${answer}: ${excerpt(text, target)}`);
}
