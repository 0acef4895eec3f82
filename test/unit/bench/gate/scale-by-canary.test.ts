import { describe, expect, it } from 'vitest';

import { canaryDoubt, canaryRatios, scaleByCanary } from '../../../../src/bench/gate/scale-by-canary.js';
import type { GateLimit, GateRule } from '../../../../src/core/gate.js';
import { unpairedTest } from '../../../../src/statistics/ratio-test.js';
import { loadSummary, modeResult, result } from '../results.js';

const DECREASE: GateLimit = { kind: 'change', direction: 'decrease', share: 0.1 };
const rule = (load: string, metric: string, limit: GateLimit = DECREASE): GateRule => ({
  path: `embedded.${load}.${metric}`,
  mode: 'embedded',
  load,
  metric,
  limit,
});
const measured = result({
  embedded: modeResult({ loads: { full: loadSummary(), light: loadSummary({ kind: 'open' }) } }),
});
const BLOCKS = [0, 1, 2, 3];
/** A machine of some speed that drifts from block to block, and what is measured on it. */
const canaries = (speed: number) =>
  BLOCKS.map((block) => ({ block, rps: 20_000 * speed * (1 + block / 50), latencyUs: 100 / speed }));
const figures = (value: (reading: { rps: number; latencyUs: number }) => number, speed: number) =>
  canaries(speed).map((reading) => ({ block: reading.block, value: value(reading) }));

/** The ratio that a gate sees between a machine of full and of 0.85 speed. */
function ratioOf(of: GateRule, value: (reading: { rps: number; latencyUs: number }) => number, change = 1) {
  const before = scaleByCanary(of, measured, figures(value, 1), canaries(1));
  const now = scaleByCanary(
    of,
    measured,
    figures((reading) => value(reading) * change, 0.85),
    canaries(0.85),
  );
  return unpairedTest(before, now).ratio;
}

describe('figures in units of the canary', () => {
  it('do not depend on how fast the machine is', () => {
    expect(ratioOf(rule('full', 'throughputRps'), ({ rps }) => rps * 0.7)).toBeCloseTo(1, 10);
    expect(ratioOf(rule('full', 'p50Us'), ({ rps }) => 3e7 / rps)).toBeCloseTo(1, 10);
    expect(ratioOf(rule('light', 'p99Us'), ({ latencyUs }) => latencyUs * 9)).toBeCloseTo(1, 10);
  });

  it('show what the code has lost', () => {
    expect(ratioOf(rule('full', 'throughputRps'), ({ rps }) => rps, 0.8)).toBeCloseTo(0.8, 10);
    expect(ratioOf(rule('light', 'p50Us'), ({ latencyUs }) => latencyUs, 1.3)).toBeCloseTo(1.3, 10);
  });

  it('leave the goodput of a given rate as it is, and blocks without a reading out', () => {
    const goodput = rule('light', 'goodputRps');
    const given = [0, 9].map((block) => ({ block, value: 180 }));
    expect(scaleByCanary(goodput, measured, given, canaries(1))).toEqual([180]);
  });
});

describe('canaryDoubt', () => {
  const at = (speed: number) => canaryRatios(canaries(1), canaries(speed));

  it('is silent up to a quarter, and then says what differs', () => {
    for (const speed of [0.82, 1, 1.24])
      expect(canaryDoubt(rule('full', 'throughputRps'), measured, at(speed))).toBeUndefined();
    for (const speed of [0.7, 1.3]) {
      const doubt = canaryDoubt(rule('full', 'throughputRps'), measured, at(speed));
      expect(doubt).toContain(`the throughput of the canary is ${speed.toFixed(2)} times`);
    }
  });

  it('is about the figure that a rule goes by', () => {
    const ratios = { ...at(1), latency: at(0.5).latency };
    expect(canaryDoubt(rule('full', 'throughputRps'), measured, ratios)).toBeUndefined();
    expect(canaryDoubt(rule('light', 'p50Us'), measured, ratios)).toContain('the latency of the canary');
    const absolute = rule('light', 'p50Us', { kind: 'absolute', bound: 'most', value: 5000 });
    expect(canaryDoubt(absolute, measured, ratios)).toBeUndefined();
  });

  it('forbids what a baseline without a canary cannot tell', () => {
    expect(canaryDoubt(rule('full', 'throughputRps'), measured, undefined)).toContain('without noise alone');
    const rows = { ...rule('full', 'tableRows', { kind: 'exact' } as const), load: null };
    expect(canaryDoubt(rows, measured, undefined)).toBeUndefined();
  });
});
