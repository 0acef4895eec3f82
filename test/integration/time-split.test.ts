import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { resultSchema, type Result } from '../../src/result/contract.js';
import type { TimeSplitSummary } from '../../src/result/time-split-contract.js';
import { servebench, temporaryHome } from './servebench.js';

const MODES = ['null', 'embedded', 'workers', 'microservice', 'precomputed', 'model-as-data'];
const LOADS = ['full', 'steady'];
/** One in four is traced, give or take, and twenty are needed. */
const ENOUGH = 140;

/** Every part behind the application: it is nothing where a mode has no use for it. */
const BEHIND = ['queue', 'marshal', 'transport', 'modelRun', 'tableRead'] as const;
const OF_MODE: Readonly<Record<string, readonly (typeof BEHIND)[number][]>> = {
  null: [],
  embedded: ['queue', 'modelRun'],
  workers: ['queue', 'modelRun'],
  microservice: ['queue', 'marshal', 'transport', 'modelRun'],
  precomputed: ['tableRead'],
  'model-as-data': ['queue', 'modelRun'],
};

describe('where the time goes, in a real run', () => {
  const { home, remove } = temporaryHome();
  let result: Result;
  let report: string;

  beforeAll(async () => {
    const scenario = join(home, 'split.yaml');
    writeFileSync(
      scenario,
      `model: ${resolve('models/clicks')}
traffic: { generator: zipf, skew: 0.99, requests: 20000, unseen: 0.05, history: 20000 }
modes:
  null: {}
  embedded: {}
  workers: { mode: embedded, workers: 1 }
  microservice: {}
  precomputed: { keys: { top: 10000 } }
  model-as-data: {}
loads:
  full: { kind: closed, connections: 8, duration: 1s }
  steady: { kind: open, rate: 400, duration: 1s }
repeats: 1
warmUp: 500ms
`,
    );
    const finished = await servebench(home, 'run', scenario, '--json');
    // Steal of a shared machine may make a short trial invalid: then the run says so with exit code 3.
    expect([0, 3], finished.stderr).toContain(finished.code);
    result = resultSchema.parse(JSON.parse(finished.stdout));
    report = (await servebench(home, 'report', 'latest')).stdout;
  }, 180_000);
  afterAll(remove);

  /** A starved machine may answer too little to trace in a second, and at full load less than was expected. */
  const splitsOf = (mode: string): { load: string; p50: number | null; split: TimeSplitSummary }[] =>
    LOADS.flatMap((load) => {
      const summary = result.modes[mode]?.loads[load];
      if (!summary) throw new Error(`${mode}.${load} was not measured`);
      const { model, table, default: constant } = summary.sources;
      const split = summary.timeSplitUs;
      const answered = model + table + constant;
      if (!split && load === 'steady' && answered > ENOUGH) throw new Error(`${mode}.${load} was not traced`);
      const { p50 } = (mode === 'null' ? summary : summary.answered).latencyUs;
      return split ? [{ load, p50, split }] : [];
    });

  it('is known of every mode', () => {
    for (const mode of MODES) expect(splitsOf(mode).length, mode).toBeGreaterThan(0);
  });

  it.each(MODES)('of %s adds up to the median latency of its answered requests', (mode) => {
    for (const { load, p50, split } of splitsOf(mode)) {
      const { endToEnd, http, note, sampled, ...parts } = split;
      expect(endToEnd).toBe(p50);
      expect(sampled).toBeGreaterThanOrEqual(20);
      // A sample of a short trial at full load may be slower than all of it: then no floor is claimed.
      expect(note !== undefined).toBe(http === null);
      if (http === null && load === 'full') continue;
      expect(Object.values(parts).reduce((sum, us) => sum + us, http ?? NaN)).toBe(endToEnd);
      expect(http).toBeGreaterThan(0);
    }
  });

  it.each(MODES)('of %s has the parts of its predictor, and no others', (mode) => {
    for (const { load, split } of splitsOf(mode)) {
      for (const part of BEHIND) {
        const us = split[part];
        if (OF_MODE[mode]?.includes(part)) expect(us, `${load} ${part}`).toBeGreaterThan(0);
        else expect(us, `${load} ${part}`).toBe(0);
      }
      for (const part of ['parse', 'encode', 'serialise'] as const) {
        expect(split[part], `${load} ${part}`).toBeGreaterThan(0);
      }
      const inside = split.endToEnd - (split.http ?? 0);
      expect(split.other).toBeLessThan(Math.max(50, inside * 0.5));
    }
  });

  it('finds the way to the model server longer than what is done there', () => {
    for (const { split } of splitsOf('microservice')) {
      expect(split.transport).toBeGreaterThan(split.modelRun);
      expect(split.transport).toBeGreaterThan(split.marshal);
    }
  });

  it('is a stacked row for each mode in the table', () => {
    const [, block = ''] = report.split('Where the time of a median request goes: steady, in us\n');
    for (const mode of MODES) expect(block).toMatch(new RegExp(`^${mode} .* [\\d,]+ +[\\d,]+`, 'm'));
    expect(block.split('\n')[0]).toMatch(/p50 .*http .*app .*queue .*transport .*model .*table/);
  });
});
