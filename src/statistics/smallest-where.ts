/** @param holds false up to some whole number, true from there on. @returns that number, or `high` if none below it. */
export function smallestWhere(low: number, high: number, holds: (candidate: number) => boolean): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return to;
}
