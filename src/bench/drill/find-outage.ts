/**
 * The longest stretch without an answer that reaches beyond the event.
 *
 * @param endsUs when answers came, in any order; microseconds since the start of the load
 * @param usualUs up to here a gap is none: between two requests, and how long an answer may take
 * @returns milliseconds; 0 where there is no such stretch
 */
export function findOutageMs(
  endsUs: readonly number[],
  eventUs: number,
  durationUs: number,
  usualUs: number,
): number {
  const sorted = Float64Array.from(endsUs).sort();
  let longestUs = 0;
  let previousUs = 0;
  for (const endUs of [...sorted, durationUs]) {
    if (endUs > eventUs) longestUs = Math.max(longestUs, endUs - previousUs);
    previousUs = Math.max(previousUs, endUs);
  }
  return longestUs > usualUs ? longestUs / 1000 : 0;
}
