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
/** Count of a key that is about to leave the table. */
const LEAVING = -1;
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

  /** Where a key would stand in an empty table. */
  function homeOf(key: number): number {
    return (hashKey(key) << 1) & (cells.length - 1);
  }

  /** Position of a key's cell, or of the free one where it belongs. */
  function find(key: number): number {
    const table = cells;
    const mask = table.length - 1;
    let position = homeOf(key);
    while (table[position] !== key && table[position + 1] !== 0) position = (position + 2) & mask;
    return position;
  }

  function add(key: number, count: number): void {
    const position = find(key);
    const before = cells[position + 1] as number;
    cells[position] = key;
    cells[position + 1] = before + count;
    if (before === 0 && ++size > slots * MAX_LOAD) grow();
  }

  function grow(): void {
    const old = cells;
    slots *= 2;
    cells = new Float64Array(2 * slots);
    size = 0;
    for (let position = 0; position < old.length; position += 2) {
      const count = old[position + 1] as number;
      if (count !== 0) add(old[position] as number, count);
    }
  }

  /** In place: a second table at this moment would be the peak of the memory of a job that ranks keys. */
  function recount(countOf: (key: number, count: number) => number): void {
    for (let position = 0; position < cells.length; position += 2) {
      const count = cells[position + 1] as number;
      if (count !== 0)
        cells[position + 1] = Math.max(LEAVING, countOf(cells[position] as number, count)) || LEAVING;
    }
    for (let position = 0; position < cells.length; position += 2) {
      // Removal moves the next cell of the cluster up, which may be leaving, too.
      while ((cells[position + 1] as number) < 0) remove(position);
    }
  }

  /** Closes the gap, so that every other key of the cluster is still found (Knuth, TAOCP 3, 6.4, Algorithm R). */
  function remove(position: number): void {
    const mask = cells.length - 1;
    let gap = position;
    for (let next = (gap + 2) & mask; cells[next + 1] !== 0; next = (next + 2) & mask) {
      const home = homeOf(cells[next] as number);
      const staysBehind = ((next - home) & mask) < ((next - gap) & mask);
      if (staysBehind) continue;
      cells[gap] = cells[next] as number;
      cells[gap + 1] = cells[next + 1] as number;
      gap = next;
    }
    cells[gap] = 0;
    cells[gap + 1] = 0;
    size--;
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
    recount,
  };
}
