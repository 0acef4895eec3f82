import { createCountTable } from './count-table.js';
import type { Key } from './hash-key.js';
import type { CountTable } from './number-table.js';

export interface CountedKey<K extends Key> {
  readonly key: K;
  /** Exact while `errorBound` is 0; then between the true count minus `errorBound` and the true count. */
  readonly count: number;
}

/** Counts how often keys occur, in bounded memory (about 100 MB: 2 million integers, a fifth of that of short texts). */
export interface KeyCounter<K extends Key> {
  add(key: K): void;
  /** The n most frequent keys, by count downwards, then by key upwards: the same counts give the same order. */
  top(n: number): readonly CountedKey<K>[];
  /** Every key that is held, with its count, in no particular order. */
  forEach(visit: (key: K, count: number) => void): void;
  /** Different keys counted; once `errorBound` is above 0 a lower bound (the most that were held at once). */
  readonly distinct: number;
  readonly errorBound: number;
}

const DEFAULT_MAX_KEYS = 2_000_000;
/** Keys that are no numbers stand in a Map, each with an object of its own: fewer of them fit the same memory. */
const MOST_OBJECT_BYTES = 50e6;
const BYTES_BESIDE_KEY = 100;

function mostOf(key: Key): number {
  if (typeof key === 'number') return Infinity;
  const length = typeof key === 'string' ? key.length : 8;
  return Math.floor(MOST_OBJECT_BYTES / (BYTES_BESIDE_KEY + length));
}

/**
 * Exact up to `maxKeys` different keys. Beyond, the median count is subtracted from every counter and those that reach
 * zero are dropped: the algorithm of J. Misra and D. Gries, "Finding repeated elements" (1982), with the decrement
 * by the median of D. Anderson et al., "A high-performance algorithm for identifying frequent items in data streams"
 * (IMC 2017), which makes an addition O(1) on average. Its counters tell the same as those of Space-Saving (A. Metwally
 * et al., ICDT 2005): P. K. Agarwal et al., "Mergeable summaries" (PODS 2012), theorem 3.
 *
 * Guarantee after n additions: true count - errorBound <= count <= true count, and errorBound <= 2 n / maxKeys,
 * because each subtraction of d takes at least d from half of the counters. So every key that occurred more
 * than errorBound times is held.
 */
export function createKeyCounter<K extends Key>({ maxKeys = DEFAULT_MAX_KEYS } = {}): KeyCounter<K> {
  const counts = createCountTable<K>();
  let errorBound = 0;
  let mostHeld = 0;

  function prune(): void {
    mostHeld = counts.size;
    const decrement = countAtRank(counts, Math.ceil(counts.size / 2));
    errorBound += decrement;
    counts.recount((_, count) => count - decrement);
  }

  return {
    add(key) {
      counts.add(key, 1);
      if (counts.size > Math.min(maxKeys, mostOf(key))) prune();
    },
    top: (n) => topOf(counts, n),
    forEach: counts.forEach,
    get distinct() {
      return Math.max(mostHeld, counts.size);
    },
    get errorBound() {
      return errorBound;
    },
  };
}

/**
 * The count at a rank (from 1, greatest first), by counting counts: few of them differ, however many keys there
 * are.
 */
function countAtRank<K extends Key>(counts: CountTable<K>, rank: number): number {
  const keysWithCount = new Map<number, number>();
  counts.forEach((_, count) => keysWithCount.set(count, (keysWithCount.get(count) ?? 0) + 1));
  let left = rank;
  for (const [count, keys] of [...keysWithCount].sort(([a], [b]) => b - a)) {
    left -= keys;
    if (left <= 0) return count;
  }
  return 0;
}

/** Sorts only the keys above the last count of the top, and those that tie for its last places. */
function topOf<K extends Key>(counts: CountTable<K>, n: number): readonly CountedKey<K>[] {
  const last = countAtRank(counts, n);
  const above: CountedKey<K>[] = [];
  const tied: K[] = [];
  counts.forEach((key, count) => {
    if (count > last) above.push({ key, count });
    else if (count === last) tied.push(key);
  });
  above.sort((a, b) => b.count - a.count || compareKeys(a.key, b.key));
  const places = Math.max(0, n - above.length);
  const rest = leastKeys(tied, places);
  return [...above, ...rest.map((key) => ({ key, count: last }))];
}

/** Millions of keys may tie: a typed array sorts numbers in place, without an object for each. */
function leastKeys<K extends Key>(keys: K[], n: number): readonly K[] {
  if (keys.some((key) => typeof key !== 'number')) return keys.sort(compareKeys).slice(0, n);
  return Array.from(
    Float64Array.from(keys as number[])
      .sort()
      .subarray(0, n),
  ) as K[];
}

/** By value, never by locale: text by UTF-16 units. */
function compareKeys(a: Key, b: Key): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
