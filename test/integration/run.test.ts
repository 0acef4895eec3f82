import { Ajv2020 } from 'ajv/dist/2020.js';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { resultSchema, type Result } from '../../src/result/contract.js';
import { servebench, temporaryHome } from './servebench.js';

/** Steal of a shared machine may make a short trial invalid: then the run says so with exit code 3. */
const MEASURED = [0, 3];

describe('a run of all five modes', () => {
  const { home, remove } = temporaryHome();
  let result: Result;

  beforeAll(async () => {
    const finished = await servebench(
      home,
      ...['run', 'scenarios/quickstart.yaml', '--json', '--repeats', '1', '--duration', '300ms'],
      ...['--set', 'traffic.history=50000', '--set', 'modes.precomputed.keys.top=10000'],
      ...['--set', 'warmUp=100ms'],
    );
    expect(MEASURED, finished.stderr).toContain(finished.code);
    result = resultSchema.parse(JSON.parse(finished.stdout));
  }, 120_000);
  afterAll(remove);

  it('measures every mode with microsecond percentiles above zero', () => {
    expect(Object.keys(result.modes)).toEqual([
      'null',
      'embedded',
      'microservice',
      'precomputed',
      'model-as-data',
    ]);
    for (const mode of Object.values(result.modes)) {
      expect(mode.status).toBe('measured');
      expect(mode.loads['saturation']?.latencyUs.p50).toBeGreaterThan(10);
      expect(mode.loads['saturation']?.throughputRps).toBeGreaterThan(50);
    }
  });

  it('shows every trial second by second, the event loop of the application included', () => {
    const repeats = Object.values(result.modes).flatMap(({ loads }) =>
      Object.values(loads).flatMap((load) => load.repeats),
    );
    expect(repeats).toHaveLength(10);
    for (const { series, requests, generator } of repeats) {
      expect(series?.completed.reduce((sum, count) => sum + count, 0)).toBe(requests.completed);
      expect(series?.eventLoopDelayMaxUs).toHaveLength(series?.completed.length ?? -1);
      expect(series?.eventLoopDelayMaxUs?.[0]).toBeGreaterThanOrEqual(0);
      expect(generator?.cpuShare).toBeGreaterThan(0.01);
    }
  });

  it('finds the same predictions in every mode', () => {
    for (const [label, mode] of Object.entries(result.modes)) {
      expect(mode.parity.mismatches).toBe(0);
      expect(mode.parity.checked > 0).toBe(label !== 'null');
    }
  });

  it('covers all requests live, some from the table, none at the floor', () => {
    const shares = Object.fromEntries(
      Object.entries(result.modes).map(([label, { coverage }]) => [label, coverage?.requests ?? -1]),
    );
    expect(shares).toMatchObject({ null: 0, embedded: 1, microservice: 1, 'model-as-data': 1 });
    expect(shares['precomputed']).toBeGreaterThan(0.1);
    expect(shares['precomputed']).toBeLessThan(0.95);
  });

  it('tells both kinds of miss apart', () => {
    const coverage = result.modes['precomputed']?.coverage;
    expect(coverage?.unseenValues).toBeCloseTo(0.05, 2);
    const parts =
      (coverage?.requests ?? 0) + (coverage?.newCombinations ?? 0) + (coverage?.unseenValues ?? 0);
    expect(parts).toBeCloseTo(1, 9);
  });

  it('says what each mode stores and operates', () => {
    const { modes } = result;
    expect(modes['embedded']?.storage?.totalBytes).toBe(modes['embedded']?.storage?.modelBytes);
    expect(modes['precomputed']?.storage?.rows).toBe(10_000);
    expect(modes['model-as-data']?.storage?.artifactBytes).toBeGreaterThan(30_000);
    expect(modes['microservice']?.footprint).toMatchObject({ processes: 2, ports: 2 });
    expect(modes['microservice']?.memory.processes).toBe(2);
    expect(modes['microservice']?.cpuUsPerRequest.modelServers).toBeGreaterThan(0);
  });

  it('is a document of the published JSON Schema', () => {
    const schema = JSON.parse(readFileSync('dist/result.schema.json', 'utf8')) as object;
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...result, modes: undefined })).toBe(false);
  });

  it('leaves no working files', () => {
    expect(existsSync(join(home, 'work')) ? readdirSync(join(home, 'work')) : []).toEqual([]);
  });

  it('renders the stored run again to the same document', async () => {
    const again = await servebench(home, 'report', result.run.id, '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toEqual(result);
    const table = await servebench(home, 'report', 'latest');
    expect(table.stdout).toContain('model-as-data');
  }, 60_000);
});

describe('labelled traffic', () => {
  const { home, remove } = temporaryHome();
  afterAll(remove);

  it('gives one accuracy in every mode that answers from the model, and none elsewhere', async () => {
    const finished = await servebench(
      home,
      ...['run', 'scenarios/digits.yaml', '--json', '--repeats', '1', '--duration', '200ms'],
      ...['--set', 'warmUp=100ms'],
    );
    expect(MEASURED, finished.stderr).toContain(finished.code);
    const { modes } = resultSchema.parse(JSON.parse(finished.stdout));
    const accuracies = ['embedded', 'embedded-workers', 'microservice', 'model-as-data'].map(
      (label) => modes[label]?.quality?.accuracy,
    );
    expect(accuracies[0]).toBeGreaterThan(0.95);
    expect(new Set(accuracies).size).toBe(1);
    expect(modes['null']?.quality).toBeUndefined();
    expect(modes['precomputed']?.quality).toBeUndefined();
  }, 120_000);
});
