import { countKeys, keyAt, packBytes, type PackedKeys } from '../inference/packed-keys.js';
import { valueAt, type PackedValues } from '../inference/packed-values.js';
import type { Key, RowBatch, Value } from '../stores/prediction-store.js';

/** Packed rows as a store takes them. */
export function rowBatch(keys: PackedKeys, values: PackedValues): RowBatch {
  const count = countKeys(keys);
  const keyList: Key[] = [];
  const valueList: Value[] = [];
  for (let row = 0; row < count; row++) {
    keyList.push(keyAt(keys, row));
    valueList.push(valueAt(values, row));
  }
  return { keys: keyList, values: valueList };
}

/** Values of one kind, as scoring would have packed them. */
export function packValues(values: readonly Value[]): PackedValues {
  return values[0] instanceof Uint8Array
    ? packBytes(values as readonly Uint8Array[])
    : { kind: 'real', values: Float64Array.from(values as readonly number[]) };
}
