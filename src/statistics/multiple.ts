/**
 * Holm's step-down adjustment (Holm 1979, Scand. J. Statistics 6): testing the returned values at 0.05 keeps the
 * chance of any false alarm among all of them at 0.05, whatever their dependence.
 * @param pValues 0 to 1. @returns adjusted P values in the order given. @throws RangeError for anything else.
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = pValues.map((p) => {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`a P value lies between 0 and 1, got ${p}`);
    return p;
  });
  const ascending = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  let least = 0;
  for (const [rank, { p, index }] of ascending.entries()) {
    least = Math.max(least, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = least;
  }
  return adjusted;
}
