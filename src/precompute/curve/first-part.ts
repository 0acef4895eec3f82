import { createBloomFilter, type BloomFilter } from '../../traffic/bloom-filter.js';
import { createKeyCounter } from '../../traffic/key-counter.js';

/** What the first part of a stream asked for: what a precompute job could have known. */
export interface FirstPart {
  add(id: number): void;
  /** Different keys; estimated where there were too many to be held. */
  distinct(): number;
  /** Ids that are held, the most requested first, equal counts by id: the order in which tables of any size take them. */
  ranking(): Float64Array;
  /** No count is more than this too low; 0 while every key is held. */
  readonly countError: number;
  /** Every id of the first part, where they were too many to be held. */
  readonly everyId: BloomFilter | undefined;
}

/** @param maxKeys different keys that are counted exactly. */
export function createFirstPart(maxKeys: number): FirstPart {
  const counter = createKeyCounter<number>({ maxKeys });
  let everyId: BloomFilter | undefined;
  return {
    add: (id) => {
      // The filter starts with what is held while that is still every key.
      if (everyId === undefined && counter.distinct === maxKeys) {
        everyId = createBloomFilter();
        counter.forEach(everyId.add);
      }
      everyId?.add(id);
      counter.add(id);
    },
    distinct: () => (counter.errorBound > 0 && everyId ? everyId.distinct() : counter.distinct),
    ranking: () => rank(counter),
    get countError() {
      return counter.errorBound;
    },
    get everyId() {
      return counter.errorBound > 0 ? everyId : undefined;
    },
  };
}

/** Sorts by counting: few counts differ, however many keys there are. */
function rank(counter: { forEach(visit: (key: number, count: number) => void): void }): Float64Array {
  const keysWithCount = new Map<number, number>();
  counter.forEach((_, count) => keysWithCount.set(count, (keysWithCount.get(count) ?? 0) + 1));
  const starts = new Map<number, number>();
  let total = 0;
  for (const [count, keys] of [...keysWithCount].sort(([a], [b]) => b - a)) {
    starts.set(count, total);
    total += keys;
  }
  const ranking = new Float64Array(total);
  const next = new Map(starts);
  counter.forEach((key, count) => {
    const position = next.get(count) as number;
    ranking[position] = key;
    next.set(count, position + 1);
  });
  for (const [count, start] of starts) ranking.subarray(start, next.get(count)).sort();
  return ranking;
}
