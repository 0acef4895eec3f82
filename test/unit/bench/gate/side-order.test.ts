import { describe, expect, it } from 'vitest';

import { sideOrder } from '../../../../src/bench/gate/side-order.js';

const MODES = ['embedded', 'microservice', 'precomputed', 'model-as-data'];

describe('the order of the sides', () => {
  it.each([1, 2, 77])('alternates in every mode (seed %i)', (seed) => {
    const order = sideOrder(seed);
    for (const mode of MODES) {
      const first = Array.from({ length: 6 }, () => order(mode)[0]);
      for (const [index, side] of first.entries()) expect(side === first[0]).toBe(index % 2 === 0);
    }
  });

  it('begins with either side, by mode and seed', () => {
    const firsts = Array.from({ length: 40 }, (_, seed) => sideOrder(seed)('embedded')[0]);
    expect(new Set(firsts)).toEqual(new Set(['base', 'head']));
  });
});
