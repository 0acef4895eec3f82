import type { ScalarFeature, TensorSpec } from '../core/model-card.js';
import { elementWords, INTEGER_RANGES, readElement } from '../inference/element-types.js';
import { quote } from './suggest.js';

/**
 * Holds a feature against the element type of the input that it fills: a value that the type cannot carry would reach
 * the model as another one.
 *
 * @returns the mistake and the key that has it; undefined where all values can fit.
 */
export function elementMistake(
  feature: ScalarFeature,
  { name, type }: TensorSpec,
): { readonly key: string; readonly text: string } | undefined {
  const holds = `${quote(name)} holds ${type}`;
  if (feature.type === 'categorical') {
    const { vocabulary, oov = 0 } = feature;
    const largest = Math.max(vocabulary.length - 1, oov);
    // Codes of a boolean input would be numbers where the graph wants truth.
    if (type !== 'string' && type !== 'bool' && readElement(largest, type) !== undefined) return undefined;
    return {
      key: 'input',
      text: `${holds}, which cannot carry the codes 0 to ${largest}; expected an input of another type`,
    };
  }
  if (type === 'string')
    return { key: 'type', text: `${holds}; expected a feature of type tensor to fill it` };
  if (feature.type === 'number' && INTEGER_RANGES[type])
    return { key: 'type', text: `${holds}; expected a feature of type integer` };
  for (const key of ['min', 'max'] as const) {
    const bound = feature[key];
    if (bound !== undefined && readElement(bound, type) === undefined)
      return { key, text: `${holds}; expected ${elementWords(type)}, got ${bound}` };
  }
  return undefined;
}
