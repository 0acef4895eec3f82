import { request } from 'undici';

import { SOURCES, type Source } from '../core/answer.js';
import { DeploymentError } from '../core/errors.js';

/** Answer of an application to `POST /predict`. */
export interface ApplicationAnswer {
  readonly source: Source;
  /** JSON text of the prediction is not kept: this is its parsed value; undefined for a miss. */
  readonly prediction: unknown;
}

/** Asks an application for one prediction. @throws DeploymentError where the answer is neither a prediction nor a miss. */
export async function askApplication(url: string, features: unknown): Promise<ApplicationAnswer> {
  const { statusCode, headers, body } = await request(new URL('/predict', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(features),
  });
  const text = await body.text();
  const source = SOURCES.find((known) => known === headers['x-servebench-source']);
  if (statusCode === 404 && source === 'miss') return { source, prediction: undefined };
  if (statusCode !== 200) {
    throw new DeploymentError(
      'WRONG_ANSWER',
      `the application answered ${statusCode}: ${text.slice(0, 200)}`,
    );
  }
  const { prediction } = JSON.parse(text) as { readonly prediction: unknown };
  return { source: source ?? 'model', prediction };
}
