import { hashKey } from './hash-key.js';

/** A table from keys to positive counts; an absent key has count 0. */
export interface CountTable<K> {
  readonly size: number;
  get(key: K): number;
  /** Adds to the count of a key; one of 0 becomes a key of the table. */
  add(key: K, count: number): void;
  /** Gives a key another count, of more than 0. */
  set(key: K, count: number): void;
  forEach(visit: (key: K, count: number) => void): void;
  /** Gives every key a new count; a key whose new count is 0 or less leaves the table. */
  recount(countOf: (key: K, count: number) => number): void;
}

const FIRST_SLOTS = 1024;
/** Linear probing (Knuth, TAOCP 3, 6.4) looks at 2.2 slots for a hit and 6.1 for a miss at most this full. */
const MAX_LOAD = 0.7;
/** Count of a key that is about to leave the table. */
const LEAVING = 2 ** 32 - 1;
const MOST_COUNT = LEAVING - 1;

/**
 * A table of integer keys in two typed arrays: 12 bytes a slot and nothing for the garbage collector to trace, where a
 * `Map` of the same keys takes more than twice the memory while it grows.
 *
 * @param expected keys that will be held, so that the table need not grow
 */
export function createNumberTable(expected = 0): CountTable<number> {
  let slots = FIRST_SLOTS;
  while (expected > slots * MAX_LOAD) slots *= 2;
  let keys = new Float64Array(slots);
  let counts = new Uint32Array(slots);
  let size = 0;

  /** Where a key would stand in an empty table. */
  function homeOf(key: number): number {
    return hashKey(key) & (keys.length - 1);
  }

  /** Slot of a key, or the free one where it belongs. */
  function find(key: number): number {
    const mask = keys.length - 1;
    let slot = homeOf(key);
    while (keys[slot] !== key && counts[slot] !== 0) slot = (slot + 1) & mask;
    return slot;
  }

  function put(slot: number, key: number, count: number): void {
    if (count > MOST_COUNT) throw new RangeError(`key ${key} was counted more than ${MOST_COUNT} times`);
    const isNew = counts[slot] === 0;
    keys[slot] = key;
    counts[slot] = count;
    if (isNew && ++size > slots * MAX_LOAD) grow();
  }

  function add(key: number, count: number): void {
    const slot = find(key);
    put(slot, key, (counts[slot] as number) + count);
  }

  function grow(): void {
    const [oldKeys, oldCounts] = [keys, counts];
    slots *= 2;
    keys = new Float64Array(slots);
    counts = new Uint32Array(slots);
    size = 0;
    for (let slot = 0; slot < oldCounts.length; slot++) {
      const count = oldCounts[slot] as number;
      if (count !== 0) add(oldKeys[slot] as number, count);
    }
  }

  /** In place: a second table at this moment would be the peak of the memory of a job that ranks keys. */
  function recount(countOf: (key: number, count: number) => number): void {
    for (let slot = 0; slot < counts.length; slot++) {
      const count = counts[slot] as number;
      if (count === 0) continue;
      const newCount = countOf(keys[slot] as number, count);
      counts[slot] = newCount > 0 ? newCount : LEAVING;
    }
    for (let slot = 0; slot < counts.length; slot++) {
      // Removal moves the next cell of the cluster up, which may be leaving, too.
      while (counts[slot] === LEAVING) remove(slot);
    }
  }

  /** Closes the gap, so that every other key of the cluster is still found (Knuth, TAOCP 3, 6.4, Algorithm R). */
  function remove(slot: number): void {
    const mask = keys.length - 1;
    let gap = slot;
    for (let next = (gap + 1) & mask; counts[next] !== 0; next = (next + 1) & mask) {
      const home = homeOf(keys[next] as number);
      const staysBehind = ((next - home) & mask) < ((next - gap) & mask);
      if (staysBehind) continue;
      keys[gap] = keys[next] as number;
      counts[gap] = counts[next] as number;
      gap = next;
    }
    keys[gap] = 0;
    counts[gap] = 0;
    size--;
  }

  return {
    get size() {
      return size;
    },
    get: (key) => counts[find(key)] as number,
    add,
    set: (key, count) => put(find(key), key, count),
    forEach(visit) {
      for (let slot = 0; slot < counts.length; slot++) {
        const count = counts[slot] as number;
        if (count !== 0) visit(keys[slot] as number, count);
      }
    },
    recount,
  };
}
