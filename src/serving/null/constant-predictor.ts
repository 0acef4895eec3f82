import type { Answer } from '../../core/answer.js';
import { rowSize } from '../../inference/prediction-format.js';
import { modelVersion, type BuildPredictor } from '../predictor.js';

/** Zeros of the outputs' shape with source `default`: what HTTP, JSON, encoding and the harness cost by themselves. */
export const buildConstantPredictor: BuildPredictor<'constant'> = async (_spec, { card }) => {
  const prediction = card.outputs.map((output) => {
    const zero = output.type === 'string' ? '' : output.type === 'bool' ? false : 0;
    return Array.from({ length: rowSize(output) ?? 1 }, () => zero);
  });
  const model = modelVersion(card.name, card.sha256);
  const answer: Answer = { prediction, source: 'default', model };
  return {
    predict: () => answer,
    predictMany: (rows) => rows.map(() => answer),
    current: () => ({ model }),
    model: () => model,
    close: async () => undefined,
  };
};
