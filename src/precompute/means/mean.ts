import type { Prediction } from '../../core/answer.js';
import type { ModelCard } from '../../core/model-card.js';
import { rowSize } from '../../inference/prediction-format.js';

/** A running mean of predictions, each weighted by how often its request was made. */
export interface Mean {
  weight: number;
  readonly sums: number[];
}

export function addToMean(mean: Mean | undefined, elements: readonly number[], weight: number): Mean {
  if (!mean) return { weight, sums: elements.map((element) => element * weight) };
  mean.weight += weight;
  for (const [index, element] of elements.entries())
    mean.sums[index] = (mean.sums[index] ?? 0) + element * weight;
  return mean;
}

/** The mean as a prediction, in the type of the model's outputs. */
export function predictionOf(card: ModelCard, { sums, weight }: Mean): Prediction {
  let start = 0;
  return card.outputs.map((output) => {
    const size = rowSize(output) ?? sums.length - start;
    const values = sums.slice(start, (start += size)).map((sum) => sum / weight);
    return output.type === 'float64' ? values : values.map(Math.fround);
  });
}
