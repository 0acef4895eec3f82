import type { Key } from './hash-key.js';
import { createNumberTable, type CountTable } from './number-table.js';

/** A table of keys of any kind: numbers in typed arrays, bigints and texts in a `Map`. */
export function createCountTable<K extends Key>(): CountTable<K> {
  const numbers = createNumberTable();
  const others = new Map<K, number>();
  return {
    get size() {
      return numbers.size + others.size;
    },
    get: (key) => (typeof key === 'number' ? numbers.get(key) : (others.get(key) ?? 0)),
    add(key, count) {
      if (typeof key === 'number') numbers.add(key, count);
      else others.set(key, (others.get(key) ?? 0) + count);
    },
    set(key, count) {
      if (typeof key === 'number') numbers.set(key, count);
      else others.set(key, count);
    },
    forEach(visit) {
      numbers.forEach((key, count) => visit(key as K, count));
      for (const [key, count] of others) visit(key, count);
    },
    recount(countOf) {
      numbers.recount((key, count) => countOf(key as K, count));
      for (const [key, count] of others) {
        const newCount = countOf(key, count);
        if (newCount > 0) others.set(key, newCount);
        else others.delete(key);
      }
    },
  };
}
