import type { Encoded } from '../core/answer.js';
import type { ModelCard } from '../core/model-card.js';

/** Whether a code among those of a request is an OOV index. */
export function unseenTest(card: ModelCard): (inputs: Encoded['inputs']) => boolean {
  const oovColumns = card.features.flatMap((feature) => {
    if (feature.type !== 'categorical' || feature.oov === undefined) return [];
    const input = card.inputs.findIndex(({ name }) => name === feature.input);
    return [{ input, column: feature.column, oov: feature.oov }];
  });
  return (inputs) => oovColumns.some(({ input, column, oov }) => inputs[input]?.[column] === oov);
}
