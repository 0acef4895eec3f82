import type { PredictionTarget } from '../core/prediction-target.js';
import type { GoldenRow } from '../core/predictor-spec.js';
import { compileRequest } from '../exchange/request-template.js';
import { createClient } from './client.js';
import { excerpt, wrongAnswer } from './exchange-errors.js';
import { findPrediction, isLike } from './find-prediction.js';

/**
 * The first request to a deployment: it answers, so it is ready.
 * @param isCompared its predictions will be held against the reference, so one must be found in its answer.
 * @throws DeploymentError that says what was sent where, what came back, and what to change.
 */
export async function checkFirst(
  target: PredictionTarget,
  row: GoldenRow | undefined,
  isCompared: boolean,
): Promise<void> {
  if (!row) return;
  const { prediction, whole } = await createClient(target)(row.request);
  const expected: unknown = JSON.parse(row.prediction);
  if (!isCompared || prediction === undefined || isLike(expected, prediction)) return;
  const found = findPrediction(whole, expected);
  const hint =
    found === undefined
      ? 'say where by `response: PATH`, or skip the comparison by `parity: false`'
      : `is it at \`response: ${found}\`?`;
  const body = compileRequest(target.request)(row.request);
  const answer = excerpt(JSON.stringify(whole), target);
  throw wrongAnswer(
    target,
    body,
    `was answered ${answer}, in which no prediction like ${excerpt(row.prediction, target)} was found; ${hint}`,
  );
}
