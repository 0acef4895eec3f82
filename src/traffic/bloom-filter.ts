import { hashKey } from './hash-key.js';

/**
 * Remembers which integers it was given, in constant memory: B. H. Bloom, "Space/time trade-offs in hash coding with
 * allowable errors" (CACM 13, 1970). What was added is always found; something else is found at the rate of
 * `falsePositives`.
 */
export interface BloomFilter {
  add(key: number): void;
  has(key: number): boolean;
  /** Share of the keys that were never added and are found all the same. */
  falsePositives(): number;
  /** Different keys added, from the bits that are set: S. J. Swamidass and P. Baldi (J. Chem. Inf. Model. 47, 2007). */
  distinct(): number;
}

/** 2^28 bits are 32 MiB: 1.4% false positives at 28 million keys. */
const DEFAULT_BITS = 2 ** 28;
/** Best between 5 and 7 bits a key; with more room it costs little, with less it fills slowly. */
const PROBES = 4;

/** @param bits a power of two, at least 32 and at most 2^32. */
export function createBloomFilter(bits = DEFAULT_BITS): BloomFilter {
  const words = new Uint32Array(bits / 32);
  let set = 0;

  // Two hashes make any number of them: A. Kirsch and M. Mitzenmacher, "Less hashing, same performance" (ESA 2006).
  const probe = (key: number, visit: (word: number, bit: number) => boolean): boolean => {
    let position = hashKey(key);
    const step = hashKey(key + 2 ** 33) | 1;
    for (let index = 0; index < PROBES; index++) {
      const at = (position >>> 0) % bits;
      if (!visit(at >>> 5, 1 << (at & 31))) return false;
      position += step;
    }
    return true;
  };
  const addBit = (word: number, bit: number): boolean => {
    if (((words[word] as number) & bit) === 0) {
      words[word] = (words[word] as number) | bit;
      set++;
    }
    return true;
  };
  const hasBit = (word: number, bit: number): boolean => ((words[word] as number) & bit) !== 0;

  return {
    add: (key) => {
      probe(key, addBit);
    },
    has: (key) => probe(key, hasBit),
    falsePositives: () => (set / bits) ** PROBES,
    distinct: () => Math.round((-bits / PROBES) * Math.log1p(-set / bits)),
  };
}
