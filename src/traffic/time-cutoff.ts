/**
 * The count-th smallest timestamp (1 <= count <= length) without moving any: bisection on the value, as the position
 * of each timestamp in the log is still needed. About 50 passes over the array, whatever its length.
 */
export function timeCutoff(timestamps: Float64Array, count: number): number {
  let { low, high } = rangeOf(timestamps);
  if (countUpTo(timestamps, low) >= count) return low;
  // At most `low`: fewer than count; at most `high`: enough. Ends at neighbouring doubles.
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (countUpTo(timestamps, middle) >= count) high = middle;
    else low = middle;
  }
}

function countUpTo(timestamps: Float64Array, limit: number): number {
  let count = 0;
  for (let index = 0; index < timestamps.length; index++) {
    if ((timestamps[index] as number) <= limit) count++;
  }
  return count;
}

function rangeOf(timestamps: Float64Array): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (let index = 0; index < timestamps.length; index++) {
    low = Math.min(low, timestamps[index] as number);
    high = Math.max(high, timestamps[index] as number);
  }
  return { low, high };
}
