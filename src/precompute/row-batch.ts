import { countKeys, keyAt, packBytes, type PackedKeys } from '../inference/packed-keys.js';
import { valueAt, type PackedValues } from '../inference/packed-values.js';
import type { Key, RowBatch, Value } from '../stores/prediction-store.js';

/** Packed rows as a store takes them: numbers stay in typed arrays. */
export function rowBatch(keys: PackedKeys, values: PackedValues): RowBatch {
  const count = countKeys(keys);
  return {
    keys: keyList(keys, count),
    values:
      values.kind === 'real'
        ? values.values
        : Array.from({ length: count }, (_, row) => valueAt(values, row)),
  };
}

function keyList(keys: PackedKeys, count: number): ArrayLike<Key> {
  if (keys.kind === 'numbers' || keys.kind === 'bigints') return keys.keys;
  if (keys.kind === 'bytes') return Array.from({ length: count }, (_, row) => keyAt(keys, row));
  const numbers = new Float64Array(count);
  for (let row = 0; row < count; row++) numbers[row] = keys.start + row * keys.step;
  return numbers;
}

/** Values of one kind, as scoring would have packed them. */
export function packValues(values: readonly Value[]): PackedValues {
  return values[0] instanceof Uint8Array
    ? packBytes(values as readonly Uint8Array[])
    : { kind: 'real', values: Float64Array.from(values as readonly number[]) };
}
