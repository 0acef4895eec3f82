/**
 * Starts tasks 0 .. count - 1 in order, a few at a time, and yields their results in order: whoever consumes them is
 * never more than `window` tasks behind.
 */
export async function* inOrder<T>(
  count: number,
  window: number,
  start: (task: number) => Promise<T>,
): AsyncGenerator<T> {
  const running: Promise<T>[] = [];
  let next = 0;
  for (let task = 0; task < count; task++) {
    for (; next < Math.min(count, task + window); next++) {
      const result = start(next);
      // Where an earlier one fails, nobody waits for the later ones any more.
      result.catch(() => undefined);
      running.push(result);
    }
    yield await (running.shift() as Promise<T>);
  }
}
