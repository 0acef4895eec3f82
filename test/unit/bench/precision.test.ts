import { describe, expect, it } from 'vitest';

import { planPrecision, widestReach } from '../../../src/bench/precision.js';
import { UserError } from '../../../src/core/errors.js';
import type { Scenario } from '../../../src/core/scenario.js';
import type { Result } from '../../../src/result/contract.js';

const SCENARIO = {
  modes: [{ label: 'embedded' }, { label: 'microservice' }],
  loads: [
    { id: 'saturation', kind: 'closed', durationMs: 1000 },
    { id: 'steady', kind: 'open', durationMs: 1000 },
  ],
  repeats: 3,
} as unknown as Scenario;

describe('planPrecision', () => {
  it('fixes four looks, in equal steps to what fits into the time', () => {
    // A block: 2 modes x (1.5 s warm-up, 2 loads of 1.2 s, 1.5 s to deploy) = 10.8 s.
    const plan = planPrecision(SCENARIO, { target: 0.05, timeLimitMs: 300_000 });
    expect(plan).toMatchObject({ metric: 'saturation.throughputRps', looks: [7, 14, 21, 27] });
    expect(planPrecision(SCENARIO, { target: 0.05, timeLimitMs: 45_000 }).looks).toEqual([3, 4]);
  });

  it('refuses a time that is too short, and says what would do', () => {
    const plan = (): unknown => planPrecision(SCENARIO, { target: 0.05, timeLimitMs: 20_000 });
    expect(plan).toThrow(UserError);
    expect(plan).toThrow('leaves room for 1 repeats of about 11s; an interval needs 3');
  });

  it('takes a metric of the scenario, and suggests one', () => {
    const request = { target: 0.05, timeLimitMs: 300_000 };
    expect(planPrecision(SCENARIO, { ...request, metric: 'steady.p99Us' }).metric).toBe('steady.p99Us');
    expect(() => planPrecision(SCENARIO, { ...request, metric: 'steady.throughputRps' })).toThrow(UserError);
    // Modes are not compared in it: no interval would ever end the run.
    expect(() => planPrecision(SCENARIO, { ...request, metric: 'steady.p95Us' })).toThrow(UserError);
    try {
      planPrecision(SCENARIO, { ...request, metric: 'steady.p99' });
      expect.unreachable();
    } catch (error) {
      expect((error as UserError).next).toContain('did you mean "steady.p99Us"');
    }
  });
});

describe('widestReach', () => {
  const comparison = (mode: string, ci95: [number, number] | null, metric = 'p50Us'): unknown => ({
    load: 'steady',
    metric,
    mode,
    against: 'embedded',
    ci95,
  });
  const modes = { embedded: { mode: 'embedded', loads: {} }, a: { mode: 'a' }, b: { mode: 'b' } };
  const result = (comparisons: unknown[], of: unknown = modes): Result =>
    ({ modes: of, comparisons }) as Result;

  it('is that of the widest interval of the metric, to either side', () => {
    const all = [
      comparison('a', [0.9, 1.1025]),
      comparison('b', [1, 1.21]),
      comparison('a', [1, 9], 'p99Us'),
    ];
    expect(widestReach(result(all), 'steady.p50Us')).toBeCloseTo(Math.sqrt(1.225) - 1, 12);
  });

  it('is null until every mode has an interval', () => {
    expect(widestReach(result([comparison('a', [1, 1]), comparison('b', null)]), 'steady.p50Us')).toBeNull();
    expect(widestReach(result([]), 'steady.p50Us')).toBeNull();
  });

  it('is that of the figure itself where one mode is alone', () => {
    const only = { embedded: { mode: 'embedded', loads: { steady: { ci95: { p50Us: [100, 121] } } } } };
    expect(widestReach(result([], only), 'steady.p50Us')).toBeCloseTo(0.1, 12);
  });
});
