import { describe, expect, it } from 'vitest';

import { createEta } from '../../../src/bench/eta.js';

describe('the time that is left', () => {
  it('is not known before anything was done', () => {
    const eta = createEta();
    expect([eta.rate(), eta.remainingMs(100)]).toEqual([0, 0]);
    eta.update(0, 0);
    expect([eta.rate(), eta.remainingMs(100)]).toEqual([0, 0]);
  });

  it('follows the speed of the last seconds, not that of the start', () => {
    const eta = createEta();
    for (let second = 0; second <= 10; second++) eta.update(second * 1000, second * 1000);
    expect(eta.rate()).toBe(1000);
    expect(eta.remainingMs(20_000)).toBe(10_000);
    for (let second = 11; second <= 20; second++) eta.update(10_000 + (second - 10) * 100, second * 1000);
    expect(eta.rate()).toBe(100);
    expect(eta.remainingMs(12_000)).toBe(10_000);
  });
});
