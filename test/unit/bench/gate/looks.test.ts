import { describe, expect, it } from 'vitest';

import { earlyLooks } from '../../../../src/bench/gate/looks.js';

describe('looks of a gate before its last one', () => {
  it.each([
    [1, []],
    [3, []],
    [4, [3]],
    [9, [3, 5, 8]],
    [40, [3, 5, 8, 13, 21, 34]],
  ])('with time for %i rounds are after %j of them', (rounds, looks) => {
    expect(earlyLooks(rounds)).toEqual(looks);
  });
});
