import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { resultSchema, type Result } from '../../src/result/contract.js';
import { heavyModel } from './heavy-model.js';
import { servebench, temporaryHome } from './servebench.js';

describe('what a model costs the rest of the application', () => {
  const { home, remove } = temporaryHome();
  let result: Result;

  beforeAll(async () => {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'heavy.onnx'), heavyModel());
    const scenario = join(home, 'heavy.yaml');
    writeFileSync(
      scenario,
      `
model: heavy.onnx
traffic: { generator: random, requests: 1000 }
modes: { null: {}, embedded: {}, embedded-workers: { mode: embedded, workers: 1 } }
loads:
  saturation: { kind: closed, connections: 4, duration: 1500ms }
  steady: { kind: open, rate: 4, arrivals: constant, duration: 1500ms }
repeats: 1
warmUp: 300ms
`,
    );
    const finished = await servebench(home, 'run', scenario, '--json');
    expect([0, 3], finished.stderr).toContain(finished.code);
    result = resultSchema.parse(JSON.parse(finished.stdout));
  }, 120_000);
  afterAll(remove);

  const loadOf = (mode: string, load: string): Result['modes'][string]['loads'][string] | undefined =>
    result.modes[mode]?.loads[load];

  it('is much where a slow model blocks the event loop, and little on the floor', () => {
    const floor = loadOf('null', 'saturation')?.pingUs?.p50 ?? Number.NaN;
    const embedded = loadOf('embedded', 'saturation')?.pingUs?.p50 ?? Number.NaN;
    expect(floor).toBeGreaterThan(20);
    // A ping waits for half a run of a few milliseconds, if not for those of other clients as well.
    expect(embedded).toBeGreaterThan(1000);
    expect(embedded).toBeGreaterThan(floor * 1.5);
  });

  it('is counted for every mode and load: as many pings as the load had time for', () => {
    for (const mode of Object.keys(result.modes)) {
      for (const load of ['saturation', 'steady']) {
        const { pings, pingUs, repeats } = loadOf(mode, load) ?? {};
        expect(pings?.errors).toBe(0);
        expect(pings?.sent).toBeGreaterThan(25);
        expect(pings?.sent).toBeLessThanOrEqual(38);
        expect(pingUs?.max).toBeGreaterThan(pingUs?.min ?? Number.NaN);
        // Of some 37 pings there is a median, and nothing beyond the 90th percentile.
        expect(pingUs?.p99).toBeNull();
        expect(repeats?.[0]?.pingUs).not.toBeNull();
      }
    }
  });

  it('has its rows in the table', async () => {
    const { stdout } = await servebench(home, 'report', result.run.id);
    expect(stdout.match(/\/app\/ping p50 +\d/g)).toHaveLength(2);
    expect(stdout.match(/\/app\/ping p99 +- +- +-/g)).toHaveLength(2);
  }, 60_000);
});
