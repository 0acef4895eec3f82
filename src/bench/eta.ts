/** How fast something goes, and how long it will still take. */
export interface Eta {
  /** @param done of a count that only rises; @param atMs of a clock that only rises */
  update(done: number, atMs: number): void;
  /** Per second, over the last few seconds; 0 while nothing is known. */
  rate(): number;
  /** Milliseconds until `total` is done; 0 while nothing is known. */
  remainingMs(total: number): number;
}

const WINDOW_MS = 5000;

/** Over a window of a few seconds: an average since the start would take minutes to notice that it goes slower now. */
export function createEta(): Eta {
  const looks: { readonly done: number; readonly atMs: number }[] = [];
  const rate = (): number => {
    const [first, last] = [looks[0], looks.at(-1)];
    if (!first || !last || last.atMs === first.atMs) return 0;
    return ((last.done - first.done) / (last.atMs - first.atMs)) * 1000;
  };
  return {
    rate,
    update: (done, atMs) => {
      looks.push({ done, atMs });
      while (looks.length > 2 && atMs - (looks[1]?.atMs ?? atMs) > WINDOW_MS) looks.shift();
    },
    remainingMs: (total) => {
      const perSecond = rate();
      return perSecond > 0 ? ((total - (looks.at(-1)?.done ?? 0)) / perSecond) * 1000 : 0;
    },
  };
}
