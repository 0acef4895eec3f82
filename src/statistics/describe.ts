/** @returns the arithmetic mean. @throws RangeError for an empty sample. */
export function mean(values: readonly number[]): number {
  atLeast(1, values);
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** @param values above 0 @returns their geometric mean. @throws RangeError for an empty sample. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}

/**
 * Standard deviation with the n-1 denominator, in two passes (one pass cancels catastrophically for a large mean).
 * @throws RangeError for fewer than two values: one value has no spread.
 */
export function standardDeviation(values: readonly number[]): number {
  atLeast(2, values);
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - centre) ** 2;
  return Math.sqrt(sum / (values.length - 1));
}

/** @returns the middle value, or the mean of the two middle ones. @throws RangeError for an empty sample. */
export function median(values: readonly number[]): number {
  atLeast(1, values);
  return medianOfSorted(Float64Array.from(values).sort());
}

/** @param sorted not empty, in ascending order. */
export function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  if (sorted.length % 2 === 1) return upper;
  return ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function atLeast(needed: number, values: readonly number[]): void {
  if (values.length >= needed) return;
  throw new RangeError(`needs at least ${needed} value(s), got ${values.length}`);
}
