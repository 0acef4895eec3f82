import { describe, expect, test } from 'vitest';

import { threefry } from '../../../src/traffic/threefry.js';

/** Known answers for 20 rounds, published with the authors' reference code (Random123, `kat_vectors`). */
const KNOWN_ANSWERS = [
  { counter: [0, 0], key: [0, 0], words: [0x6b200159, 0x99ba4efe] },
  { counter: [0xffffffff, 0xffffffff], key: [0xffffffff, 0xffffffff], words: [0x1cb996fc, 0xbb002be7] },
  { counter: [0x243f6a88, 0x85a308d3], key: [0x13198a2e, 0x03707344], words: [0xc4923a9c, 0x483df7a0] },
] as const;

describe('Threefry-2x32-20', () => {
  test.each(KNOWN_ANSWERS)('gives the published answer for key $key', ({ counter, key, words }) => {
    const output = new Int32Array(2);
    threefry(key[0] | 0, key[1] | 0, counter[0] | 0, counter[1] | 0, output);
    expect([...new Uint32Array(output.buffer)]).toEqual([...words]);
  });
});
