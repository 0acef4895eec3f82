import { hashKey } from './hash-key.js';

/** A table from keys to positive counts; an absent key has count 0. */
export interface CountTable<K> {
  readonly size: number;
  get(key: K): number;
  /** Adds to the count of a key; one of 0 becomes a key of the table. */
  add(key: K, count: number): void;
  forEach(visit: (key: K, count: number) => void): void;
  /** Gives every key a new count; a key whose new count is 0 or less leaves the table. */
  recount(countOf: (key: K, count: number) => number): void;
}

const FIRST_SLOTS = 1024;
/** Linear probing (Knuth, TAOCP 3, 6.4) looks at 2.2 slots for a hit and 6.1 for a miss at most this full. */
const MAX_LOAD = 0.7;

/**
 * A table of integer keys in one typed array, key and count side by side: 16 bytes a slot and nothing for the garbage
 * collector to trace, where a `Map` of the same keys takes about twice the memory while it grows.
 */
export function createNumberTable(): CountTable<number> {
  let slots = FIRST_SLOTS;
  let cells = new Float64Array(2 * slots);
  let size = 0;

  /** Position of a key's cell, or of the free one where it belongs. */
  function find(key: number): number {
    const table = cells;
    const mask = table.length - 1;
    let position = (hashKey(key) << 1) & mask;
    while (table[position] !== key && table[position + 1] !== 0) position = (position + 2) & mask;
    return position;
  }

  function add(key: number, count: number): void {
    const position = find(key);
    const before = cells[position + 1] as number;
    cells[position] = key;
    cells[position + 1] = before + count;
    if (before === 0 && ++size > slots * MAX_LOAD) rebuild(2 * slots, (_, same) => same);
  }

  function rebuild(newSlots: number, countOf: (key: number, count: number) => number): void {
    const old = cells;
    slots = newSlots;
    cells = new Float64Array(2 * slots);
    size = 0;
    for (let position = 0; position < old.length; position += 2) {
      const count = old[position + 1] as number;
      if (count === 0) continue;
      const key = old[position] as number;
      const newCount = countOf(key, count);
      if (newCount > 0) add(key, newCount);
    }
  }

  return {
    get size() {
      return size;
    },
    get: (key) => cells[find(key) + 1] as number,
    add,
    forEach(visit) {
      for (let position = 0; position < cells.length; position += 2) {
        const count = cells[position + 1] as number;
        if (count !== 0) visit(cells[position] as number, count);
      }
    },
    recount: (countOf) => rebuild(slots, countOf),
  };
}
