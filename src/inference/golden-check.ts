import type { Encoded, Prediction } from '../core/answer.js';
import { DeploymentError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import type { GoldenRow } from '../core/predictor-spec.js';
import { createEncoder } from './encode.js';
import { createPredictionFormat } from './prediction-format.js';
import { openSession } from './session.js';

/**
 * Holds a version that was loaded, and answers nobody yet, against known answers. A process that serves cannot know
 * them by itself: whoever releases a version hands them over.
 * @param run predictions in the order of the rows
 * @throws DeploymentError GOLDEN_MISMATCH where a known request does not give its known answer
 */
export async function checkGolden(
  card: ModelCard,
  golden: readonly GoldenRow[],
  run: (rows: readonly Encoded[]) => Promise<readonly Prediction[]>,
): Promise<void> {
  const encode = createEncoder(card);
  const format = createPredictionFormat(card);
  for (const { request, prediction: expected } of golden) {
    const [prediction] = await run([encode(request)]);
    const actual = prediction && format(prediction);
    if (actual !== expected) throw goldenMismatch(actual, expected);
  }
}

/** The same for a file that has not been loaded. @throws UserError MODEL_INVALID, and as `checkGolden` */
export async function checkGoldenFile(card: ModelCard, golden: readonly GoldenRow[]): Promise<void> {
  if (golden.length === 0) return;
  const session = await openSession(card, card.file);
  try {
    await checkGolden(card, golden, (rows) => session.run(rows));
  } finally {
    await session.close();
  }
}

export function goldenMismatch(actual: string | undefined, expected: string): DeploymentError {
  return new DeploymentError(
    'GOLDEN_MISMATCH',
    `a known request was answered with ${actual}, the model gives ${expected}`,
  );
}
