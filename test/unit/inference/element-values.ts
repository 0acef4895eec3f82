import fc from 'fast-check';

import type { TensorType } from '../../../src/core/model-card.js';
import { INTEGER_RANGES } from '../../../src/inference/element-types.js';

/** Values that a type carries without loss. */
export function valuesOf(type: TensorType): fc.Arbitrary<number | string> {
  if (type === 'string')
    return fc.string({ unit: 'binary', maxLength: 6 }).map((text) => text.replaceAll('\0', '0'));
  if (type === 'bool') return fc.integer({ min: 0, max: 1 });
  if (type === 'float64') return fc.double();
  if (type === 'float32') return fc.float();
  if (type === 'float16') return fc.integer({ min: -2048, max: 2048 }).map((value) => value / 4);
  const [min, max] = INTEGER_RANGES[type] ?? [0, 0];
  return fc.maxSafeInteger().map((value) => Math.min(max, Math.max(min, value)));
}
