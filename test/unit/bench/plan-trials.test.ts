import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { planTrials, plannedMs, SETTLE_MS, WARM_UP_MS, windowStart } from '../../../src/bench/plan-trials.js';
import type { ClosedLoad } from '../../../src/core/load-plan.js';
import type { Scenario } from '../../../src/core/scenario.js';

type Plannable = Pick<Scenario, 'modes' | 'loads' | 'repeats' | 'seed'>;

function load(id: string, durationMs: number): ClosedLoad {
  return { id, kind: 'closed', connections: 1, durationMs, timeoutMs: 1 };
}

function scenarioOf(modes: number, loads: number, repeats: number, seed: number): Plannable {
  return {
    modes: Array.from({ length: modes }, (_, index) => ({ label: `m${index}`, mode: 'null', options: {} })),
    loads: Array.from({ length: loads }, (_, index) => load(`l${index}`, 100 * (index + 1))),
    repeats,
    seed,
  };
}

const sizes = fc.tuple(
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 5 }),
  fc.integer(),
);

describe('a plan', () => {
  test('property: has every mode with every load once in each block, in the order of its numbers', () => {
    fc.assert(
      fc.property(sizes, ([modes, loads, repeats, seed]) => {
        const scenario = scenarioOf(modes, loads, repeats, seed);
        const plan = planTrials(scenario);
        const labels = scenario.modes.map(({ label }) => label);
        const all = labels.flatMap((mode) => scenario.loads.map(({ id }) => `${mode}.${id}`));
        expect(plan.map(({ block }) => block)).toEqual(Array.from({ length: repeats }, (_, block) => block));
        for (const { deployments, trials } of plan) {
          expect([...deployments].sort()).toEqual(labels);
          expect(trials.map(({ mode, load: id }) => `${mode}.${id}`).sort()).toEqual([...all].sort());
          expect(trials.map(({ order }) => order)).toEqual(trials.map((_, index) => index));
        }
      }),
    );
  });

  test('property: is the same for the same seed', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        expect(planTrials(scenarioOf(...size))).toEqual(planTrials(scenarioOf(...size)));
      }),
    );
  });

  it('is another for another seed, and in every block', () => {
    const orders = (seed: number): string[] =>
      planTrials(scenarioOf(5, 2, 4, seed)).map(({ trials }) => JSON.stringify(trials));
    expect(new Set([...orders(1), ...orders(2)]).size).toBe(8);
  });

  it('interleaves modes: over many blocks each stands at every place about as often', () => {
    const blocks = planTrials(scenarioOf(4, 2, 800, 7));
    const places = blocks.map(({ trials }) => trials.findIndex(({ mode }) => mode === 'm0'));
    // The first of 2 marked among 8 places: probabilities 7/28, 6/28, ... 1/28, 0.
    const counts = Array.from({ length: 8 }, (_, place) => places.filter((found) => found === place).length);
    const expected = [7, 6, 5, 4, 3, 2, 1].map((share) => (800 * share) / 28);
    const chiSquare = expected.reduce(
      (sum, count, place) => sum + ((counts[place] ?? 0) - count) ** 2 / count,
      0,
    );
    // 6 degrees of freedom: beyond 22.5 with probability 0.001; the seed is fixed.
    expect(chiSquare).toBeLessThan(22.5);
    const firstDeployed = blocks.filter(({ deployments }) => deployments[0] === 'm0').length;
    expect(firstDeployed).toBeGreaterThan(150);
    expect(firstDeployed).toBeLessThan(250);
  });

  it('does not change the first blocks when more are asked for', () => {
    expect(planTrials(scenarioOf(3, 2, 5, 1)).slice(0, 2)).toEqual(planTrials(scenarioOf(3, 2, 2, 1)));
  });

  it('takes as long as its warm-ups and trials', () => {
    const perMode = WARM_UP_MS + 100 + SETTLE_MS + 200 + SETTLE_MS;
    expect(plannedMs(scenarioOf(3, 2, 4, 1))).toBe(3 * 4 * perMode);
    const longer = { ...scenarioOf(3, 2, 4, 1), warmUpMs: WARM_UP_MS + 500 };
    expect(plannedMs(longer)).toBe(3 * 4 * (perMode + 500));
  });
});

describe('where a load starts in the traffic', () => {
  test('property: is within it, and the same for every mode', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(5), fc.integer({ min: 1, max: 1e9 }), (block, index, length) => {
        const start = windowStart(block, index, 6, length);
        expect(Number.isInteger(start)).toBe(true);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(start).toBeLessThan(length);
      }),
    );
  });

  it('is another for each load of a block and for the warm-up, a whole slot apart', () => {
    const starts = [0, 1, 2].map((index) => windowStart(0, index, 2, 30_000));
    expect(starts).toEqual([0, 10_000, 20_000]);
  });

  it('is spread over the traffic from block to block', () => {
    const starts = Array.from({ length: 12 }, (_, block) => windowStart(block, 0, 1, 1_000_000)).sort(
      (a, b) => a - b,
    );
    const gaps = starts.map((start, index) => (starts[index + 1] ?? 1_000_000) - start);
    // Three-distance theorem: no gap is much larger than the even one.
    expect(Math.max(...gaps)).toBeLessThan(2.7 * (1_000_000 / 12));
    expect(Math.min(...gaps)).toBeGreaterThan(0.3 * (1_000_000 / 12));
  });
});
