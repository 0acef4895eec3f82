import { ANSWERED_SOURCES } from '../core/answer.js';
import type { Parity } from '../core/deployment-record.js';
import type { GoldenRow } from '../core/predictor-spec.js';
import type { Ask } from './client.js';

/**
 * Same inputs, same outputs: every row that a deployment answers with a real prediction is compared with the
 * reference, bitwise at tolerance 0. A miss is not compared; it is counted by coverage.
 */
export async function checkParity(
  ask: Ask,
  expected: readonly GoldenRow[],
  tolerance: number,
): Promise<Parity> {
  let checked = 0;
  let mismatches = 0;
  let maxAbsDiff = 0;
  for (const row of expected) {
    const { source, prediction } = await ask(row.request);
    if (!ANSWERED_SOURCES.some((answered) => answered === source)) continue;
    const difference = differenceOf(JSON.parse(row.prediction), prediction);
    checked++;
    if (!(difference <= tolerance)) mismatches++;
    // Another shape has no distance; the count of mismatches tells it.
    if (Number.isFinite(difference)) maxAbsDiff = Math.max(maxAbsDiff, difference);
  }
  return { checked, mismatches, maxAbsDiff, tolerance };
}

/** Largest absolute difference of two JSON values; infinite where they differ in shape, text or null. */
export function differenceOf(expected: unknown, actual: unknown): number {
  if (typeof expected === 'number' && typeof actual === 'number') return Math.abs(expected - actual);
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null) {
    return expected === actual ? 0 : Infinity;
  }
  const left = Object.entries(expected);
  if (Array.isArray(expected) !== Array.isArray(actual) || left.length !== Object.keys(actual).length)
    return Infinity;
  const other = actual as Readonly<Record<string, unknown>>;
  return left.reduce((largest, [key, value]) => Math.max(largest, differenceOf(value, other[key])), 0);
}
