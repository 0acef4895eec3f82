/** What identifies a prediction: an integer, or text where the key is longer. */
export type Key = number | bigint | string;

/**
 * The finaliser of MurmurHash3 (A. Appleby, 2011): a bijection of 32-bit words in which every input bit flips every
 * output bit with a probability near one half. @returns an unsigned word.
 */
export function mix32(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** @returns 32 well-mixed bits of a key, the same in every process. Numbers are taken as integers. */
export function hashKey(key: Key): number {
  if (typeof key === 'number') return mixWords(key | 0, Math.floor(key / 2 ** 32) | 0);
  if (typeof key === 'bigint') return hashBigint(key);
  // FNV-1a over UTF-16 units (G. Fowler, L. C. Noll, K.-P. Vo).
  let hash = 0x811c9dc5;
  for (let position = 0; position < key.length; position++) {
    hash = Math.imul(hash ^ key.charCodeAt(position), 0x01000193);
  }
  return mix32(hash);
}

/**
 * A negative number of 53 well-mixed bits that stands for a longer key: two of a million keys share one with a
 * probability of 1 in 18,000.
 */
export function fingerprint(key: bigint | string): number {
  const text = typeof key === 'bigint' ? `${key}n` : key;
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let position = 0; position < text.length; position++) {
    const unit = text.charCodeAt(position);
    // FNV-1a, and the body of MurmurHash3 with one unit a block: two hashes that share no arithmetic.
    low = Math.imul(low ^ unit, 0x01000193);
    const mixed = Math.imul(unit, 0xcc9e2d51);
    high ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    high = (Math.imul((high << 13) | (high >>> 19), 5) + 0xe6546b64) | 0;
  }
  return -1 - mix32(low) - (mix32(high) >>> 11) * 2 ** 32;
}

function hashBigint(key: bigint): number {
  let hash = 0;
  let rest = key;
  do {
    hash = mixWords(Number(BigInt.asIntN(32, rest)), hash);
    rest >>= 32n;
  } while (rest !== 0n && rest !== -1n);
  return hash;
}

function mixWords(low: number, high: number): number {
  return mix32(low ^ mix32(high + 0x9e3779b9));
}
