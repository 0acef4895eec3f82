/** @returns the monotonic clock in microseconds, with a resolution well below one. */
export function nowUs(): number {
  return performance.now() * 1000;
}
