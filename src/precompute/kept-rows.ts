import { countKeys, keyAt, packKeys, type PackedKeys } from '../inference/packed-keys.js';
import { valueAt, type PackedValues } from '../inference/packed-values.js';
import type { RowKey } from '../inference/row-key.js';
import type { Reader, Value } from '../stores/prediction-store.js';
import { packValues } from './row-batch.js';

/** Values of keys of which some are in a table already. */
export interface KeptValues {
  readonly values: PackedValues;
  readonly kept: number;
}

/**
 * Takes the values that a table of the same model and encoder holds, and scores only the other keys.
 * @param score scores keys, in their order
 */
export async function keepOrScore(
  table: Reader,
  keys: PackedKeys,
  score: (keys: PackedKeys) => Promise<PackedValues>,
): Promise<KeptValues> {
  const count = countKeys(keys);
  const found: (Value | undefined)[] = [];
  const missing: RowKey[] = [];
  const lookUps = Array.from({ length: count }, (_, index) => table.get(keyAt(keys, index)));
  for (const [index, lookUp] of lookUps.entries()) {
    const value = lookUp instanceof Promise ? await lookUp : lookUp;
    found.push(value);
    if (value === undefined) missing.push(keyAt(keys, index));
  }
  if (missing.length === count) return { values: await score(keys), kept: 0 };
  const scored = missing.length > 0 ? await score(packKeys(missing)) : undefined;
  let next = 0;
  const values = found.map((value) => value ?? valueAt(scored as PackedValues, next++));
  return { values: packValues(values), kept: count - missing.length };
}
