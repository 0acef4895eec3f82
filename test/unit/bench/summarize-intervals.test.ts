import { describe, expect, it } from 'vitest';

import { summarizeIntervals } from '../../../src/bench/summarize-intervals.js';
import { repeat } from './results.js';

const FLOOR = { rps: 0, p50: null, p99: null };

describe('summarizeIntervals', () => {
  it('is of answered requests where there are any', () => {
    const repeats = [100, 110, 105].map((rps, block) => repeat(block, { rps, p50: rps * 2 }, { rps: 900 }));
    const { throughputRps, p50Us, p95Us } = summarizeIntervals(repeats, 1);
    expect(throughputRps?.[0]).toBeLessThan(105);
    expect(throughputRps?.[1]).toBeGreaterThan(105);
    expect(throughputRps?.[1]).toBeLessThan(200);
    expect(p50Us?.[1]).toBeCloseTo((throughputRps?.[1] ?? 0) * 2, 9);
    expect(p95Us).toBeNull();
  });

  it('is of all requests on a floor, which answers none', () => {
    const repeats = [900, 910, 905].map((rps, block) => repeat(block, FLOOR, { rps, p50: 50 + block }));
    const { throughputRps, p50Us } = summarizeIntervals(repeats, 1);
    expect(throughputRps?.[0]).toBeGreaterThan(800);
    expect(p50Us?.[0]).toBeLessThan(51);
    expect(p50Us?.[1]).toBeGreaterThan(51);
  });

  it('holds for all planned looks together', () => {
    const repeats = [100, 110, 105].map((rps, block) => repeat(block, { rps }));
    const [once, four] = [1, 4].map((looks) => summarizeIntervals(repeats, looks).throughputRps);
    expect(four?.[1]).toBeGreaterThan(once?.[1] ?? Infinity);
  });
});
