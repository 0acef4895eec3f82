import { pathText } from '../exchange/answer-path.js';
import { differenceOf } from './parity.js';

/** Values looked at in one answer; a prediction stands near its top. */
const MOST_VALUES = 10_000;

/**
 * True where a value has the form of another: the same type, of its first element where both are lists. null, as JSON
 * writes a number that is none, has every form.
 */
export function isLike(example: unknown, value: unknown): boolean {
  if (example === null || value === null) return true;
  if (Array.isArray(example)) {
    if (!Array.isArray(value)) return false;
    return example.length === 0 || value.length === 0 || isLike(example[0], value[0]);
  }
  if (typeof example !== 'object') return typeof value === typeof example;
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.entries(example).every(([key, item]) => isLike(item, fields[key]));
}

/**
 * Where in an answer the prediction may stand, for a hint: the value of the expected form that is nearest to the
 * expected prediction. @returns undefined where nothing has that form.
 */
export function findPrediction(whole: unknown, expected: unknown): string | undefined {
  let best: { readonly path: readonly string[]; readonly difference: number } | undefined;
  let looked = 0;
  const queue: { readonly value: unknown; readonly path: readonly string[] }[] = [{ value: whole, path: [] }];
  for (const { value, path } of queue) {
    if (++looked > MOST_VALUES) break;
    if (path.length > 0 && value !== null && isLike(expected, value)) {
      const difference = differenceOf(expected, value);
      if (best === undefined || difference < best.difference) best = { path, difference };
    }
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, item] of Object.entries(value)) queue.push({ value: item, path: [...path, key] });
  }
  return best && pathText(best.path);
}
