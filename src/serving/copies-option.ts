import { z } from 'zod';

import type { ModelCard } from '../core/model-card.js';
import type { PredictorSpec } from '../core/predictor-spec.js';

/**
 * How many models the application has: the scenario's model so many times, each loaded for itself and asked in turn.
 * What so many models of its size cost; different ones would cost the same.
 */
export const copiesOption = z.int().min(1).max(200);

/** @param predictorOf one of the models, from 0 */
export function predictorOfCopies(
  copies: number,
  predictorOf: (copy: number) => PredictorSpec,
): PredictorSpec {
  if (copies === 1) return predictorOf(0);
  return { kind: 'models', models: Array.from({ length: copies }, (_, copy) => predictorOf(copy)) };
}

/** What a model server calls a copy: the first one as the model is called. */
export function nameOfCopy({ name }: Pick<ModelCard, 'name'>, copy: number): string {
  return copy === 0 ? name : `${name}-${copy + 1}`;
}
