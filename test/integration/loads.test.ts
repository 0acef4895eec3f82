import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { resultSchema, type Result } from '../../src/result/contract.js';
import { servebench, temporaryHome } from './servebench.js';

/** A busy machine may make a short trial invalid: then the run says so with exit code 3. */
const MEASURED = [0, 3];

/** Request i comes at 0, 10, 20, ... ms, but every tenth together with the next. */
function logLines(count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const ms = Date.UTC(2026, 0, 1) + (index % 10 === 0 ? index + 1 : index) * 10;
    const request = { country: 'US', device: 'phone', hour: index % 24, campaign: 'c001', placement: 'p' };
    return `${JSON.stringify({ ...request, at: new Date(ms).toISOString() })}\n`;
  }).join('');
}

describe('loads that change over time', () => {
  const { home, remove } = temporaryHome();
  const write = (name: string, text: string): string => {
    const file = join(home, name);
    writeFileSync(file, text);
    return file;
  };
  const scenario = (
    name: string,
    loads: string,
    traffic = '{ log: log.ndjson, split: 0.5, timestamp: at }',
  ): string =>
    write(
      name,
      `model: ${resolve('models')}/clicks\ntraffic: ${traffic}\nmodes: { null: {} }\nrepeats: 1\nwarmUp: 200ms\nloads:\n${loads}`,
    );

  beforeAll(() => {
    mkdirSync(home, { recursive: true });
    write('log.ndjson', logLines(2000));
  });
  afterAll(remove);

  it('run from the scenario to the result', async () => {
    const file = scenario(
      'loads.yaml',
      `  rise: { kind: open, arrivals: ramp, from: 20, rate: 380, duration: 1s }
  bursts: { kind: open, arrivals: burst, rate: 200, burst: 20, duration: 1s }
  replay: { kind: open, arrivals: replay, speed: 2, duration: 1s }
objectives: { p95: 10s }
`,
    );
    const { code, stdout, stderr } = await servebench(home, 'run', file, '--json');
    expect(MEASURED, stderr).toContain(code);
    const result: Result = resultSchema.parse(JSON.parse(stdout));
    const loads = result.modes['null']?.loads ?? {};
    expect(Object.keys(loads)).toEqual(['rise', 'bursts', 'replay']);
    for (const load of Object.values(loads)) {
      expect(load.requests.sent + load.requests.dropped).toBeGreaterThanOrEqual(198);
      expect(load.requests.sent + load.requests.dropped).toBeLessThanOrEqual(202);
      // The floor gives no real predictions.
      expect(load.goodputRps).toBe(0);
      expect(load.latencyUs.p50).toBeGreaterThan(10);
      expect(load.latencyUs.p99).toBeNull();
      expect(load.notes).toContainEqual(
        expect.objectContaining({ percentile: 'p99', figure: 'latencyUs', code: 'too-few-samples' }),
      );
    }
    // Bursts leave at once: most gaps are next to nothing, and a few are long.
    expect(loads['bursts']?.repeats[0]?.generator?.sendGapVariation).toBeGreaterThan(2);
    const table = await servebench(home, 'report', 'latest');
    expect(table.stdout.replace(/\s+/g, ' ')).toContain('null.rise: p99 needs at least 368 samples');
  }, 120_000);

  it('say what to change where the generator cannot reach the rate', async () => {
    const file = scenario(
      'fast.yaml',
      '  fast: { kind: open, rate: 500000, duration: 300ms, maxInFlight: 200 }\n',
    );
    const { code, stdout, stderr } = await servebench(home, 'run', file, '--json');
    expect(code, stderr).toBe(3);
    const load = resultSchema.parse(JSON.parse(stdout)).modes['null']?.loads['fast'];
    expect(load?.validity.valid).toBe(false);
    expect(load?.validity.reasons.join()).toMatch(/of the \d+ scheduled requests were sent.*lower the rate/);
  }, 120_000);

  it('refuse a replay without times before anything runs', async () => {
    const replay = '  replay: { kind: open, arrivals: replay, duration: 1s }\n';
    const generated = await servebench(home, 'run', scenario('a.yaml', replay, '{ generator: zipf }'));
    expect(generated.code).toBe(2);
    expect(generated.stderr).toContain(
      'a.yaml:7: loads.replay.arrivals: replay follows the time stamps of a request log',
    );
    const unnamed = await servebench(home, 'run', scenario('b.yaml', replay, '{ log: log.ndjson }'));
    expect(unnamed.code).toBe(2);
    expect(unnamed.stderr).toContain('the log has no field "timestamp"; name the field that holds it');
    expect(unnamed.stderr).toContain('placement, at)');
  }, 60_000);
});
