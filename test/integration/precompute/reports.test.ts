import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { CoverageReport } from '../../../src/core/coverage-report.js';
import type { StorageReport } from '../../../src/core/storage-report.js';
import { resultSchema } from '../../../src/result/contract.js';
import { servebench, temporaryHome } from '../servebench.js';
import { ROWS_PER_CAMPAIGN, writeClicks } from './small-clicks.js';

describe('what is known before a table is built', () => {
  const { home, remove } = temporaryHome();
  let scenario: string;
  beforeAll(() => {
    scenario = writeClicks(home, 3);
  });
  afterAll(remove);

  const json = async <T>(...args: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await servebench(home, ...args, '--json');
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout) as T;
  };
  const log = (name: string, lines: number, line: (index: number) => unknown): string => {
    const file = join(home, name);
    writeFileSync(file, Array.from({ length: lines }, (_, index) => JSON.stringify(line(index))).join('\n'));
    return file;
  };
  const request = (hour: number) => ({
    country: 'US',
    device: 'phone',
    hour,
    campaign: 'c001',
    placement: 'footer',
  });

  it('coverage of a generator is what a run measures with that table', async () => {
    const keys = ['--set', 'modes.precomputed.keys={top: 2000}'];
    const { points } = await json<CoverageReport>('coverage', scenario, ...keys);
    const run = await servebench(home, 'run', scenario, '--json', ...keys);
    const { modes } = resultSchema.parse(JSON.parse(run.stdout));
    const measured = modes['precomputed'];
    const point = points.find(({ kind }) => kind === 'scenario');
    expect(point?.requests).toBe(measured?.coverage?.requests);
    expect(point?.distinctKeys).toBeCloseTo(measured?.coverage?.distinctKeys ?? -1, 9);
    const bytes = measured?.storage?.tableBytes ?? 0;
    expect((point?.bytes ?? 0) / bytes).toBeGreaterThan(0.8);
    expect((point?.bytes ?? 0) / bytes).toBeLessThan(1.25);
  }, 90_000);

  it('a table of search queries answers as the model does, and few of them', async () => {
    // All keys of the history: most were asked once, and which of those a smaller table holds is a matter of taste.
    const small = ['traffic.history=5000', 'traffic.requests=1500', 'modes.precomputed.keys={top: 5000}'];
    const sets = small.flatMap((set) => ['--set', set]);
    const { points, rest } = await json<CoverageReport>('coverage', 'search-queries', ...sets);
    const flags = [
      ...['--modes', 'precomputed,microservice', '--repeats', '1'],
      ...['--duration', '200ms', '--set', 'warmUp=100ms'],
    ];
    const run = await servebench(home, 'run', 'search-queries', '--json', ...flags, ...sets);
    const { precomputed, microservice } = resultSchema.parse(JSON.parse(run.stdout)).modes;
    expect(rest.distinctKeys).toBeGreaterThan(1000);
    const point = points.at(-1);
    expect(point?.requests).toBe(precomputed?.coverage?.requests);
    expect(point?.requests).toBeGreaterThan(0.1);
    expect(point?.requests).toBeLessThan(0.5);
    expect(microservice?.coverage?.requests).toBe(1);
    expect(microservice?.quality?.accuracy).toBeGreaterThan(0.9);
    for (const mode of [precomputed, microservice]) {
      expect(mode?.parity?.checked).toBeGreaterThan(0);
      expect(mode?.parity?.mismatches).toBe(0);
    }
  }, 120_000);

  it('a table with rows for unseen values answers everything as the model does', async () => {
    const flags = ['--set', 'modes.precomputed.keys={oov: true}', '--set', 'modes.precomputed.table=build'];
    const run = await servebench(home, 'run', writeClicks(join(home), 1), '--json', ...flags);
    const { modes } = resultSchema.parse(JSON.parse(run.stdout));
    const { coverage, parity, storage, loads } = modes['precomputed'] ?? {};
    expect(coverage).toMatchObject({ requests: 1, distinctKeys: 1, unseenValues: 0 });
    expect(parity?.checked).toBeGreaterThan(0);
    expect(parity?.mismatches).toBe(0);
    expect(storage?.rows).toBe(61 * 6 * 25 * 2 * 13);
    expect(loads?.['saturation']?.sources.miss ?? 0).toBe(0);
    writeClicks(home, 3);
  }, 90_000);

  it('a run takes the table that was published, and says when it was built', async () => {
    const built = await servebench(home, 'precompute', scenario);
    expect(built.code, built.stderr).toBe(0);
    const run = await servebench(home, 'run', scenario, '--json');
    const { modes } = resultSchema.parse(JSON.parse(run.stdout));
    expect(modes['precomputed']?.coverage?.keysFrom).toMatch(
      /^the full domain of 259,200 keys; built before/,
    );
    expect(modes['precomputed']?.storage?.rows).toBe(3 * ROWS_PER_CAMPAIGN);
    // What it took to build stays what it took.
    expect(modes['precomputed']?.startupMs.prepare).toBeGreaterThan(0);
  }, 90_000);

  it('coverage of a log is chosen on its first part alone, by time where it is out of order', async () => {
    // Hour h is first asked for on day h: what a table of yesterday cannot know.
    const day = (index: number): number => Math.floor(index / 10);
    const line = (index: number) => ({
      ...request(index % 2 === 0 ? day(index) : 0),
      timestamp: new Date(Date.UTC(2025, 9, 1 + day(index), 12)).toISOString(),
    });
    const file = log('days.ndjson', 100, (index) => line(99 - index));
    const csv = join(home, 'curve.csv');
    const report = await json<CoverageReport>(
      'coverage',
      scenario,
      ...['--log', file, '--split', '0.8', '--output', csv],
    );
    expect(report.firstPart).toEqual({ requests: 80, distinctKeys: 8 });
    expect(report.points.at(-1)).toMatchObject({ rows: 8, requests: 0.5, newCombinations: 0.5 });
    // Every day asks for one hour that no other day asked for first.
    expect(report.periods.list.map(({ newKeys }) => newKeys).at(-1)).toBe(1);
    expect(report.periods.kind).toBe('day');
    expect(readFileSync(csv, 'utf8')).toMatch(/^rows,bytes,requests/);
    const text = await servebench(home, 'coverage', scenario, '--log', file);
    expect(text.stdout).toContain('New keys a day');
  }, 60_000);

  it('coverage refuses what it cannot measure', async () => {
    const refused = async (words: string, ...args: readonly string[]): Promise<void> => {
      const { code, stdout, stderr } = await servebench(home, 'coverage', scenario, ...args);
      expect(code, stderr).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain(words);
    };
    const broken = log('broken.ndjson', 10, (index) => (index === 8 ? { device: 'tv' } : request(1)));
    await refused('broken.ndjson:9', '--log', broken);
    await refused('traffic.history', '--set', 'traffic.history=0');
    await refused('country, device', '--back-off', 'kountry');
    await refused('.json or .csv', '--output', 'curve.xlsx');
    await refused('--split', '--split', '1');
  }, 60_000);

  it('storage is measured feature by feature, and said where the budget ends', async () => {
    const limits = ['--max-rows', '10000', '--max-bytes', '1MB', '--time-limit', '1m'];
    const { steps, budget, parts } = await json<StorageReport>('storage', scenario, ...limits);
    expect(steps.map(({ feature, rows, kind }) => `${feature} ${rows} ${kind}`)).toEqual([
      'country 60 measured',
      'device 300 measured',
      'hour 7200 measured',
      'campaign 21600 extrapolated',
      `placement ${3 * ROWS_PER_CAMPAIGN} extrapolated`,
    ]);
    const bytes = steps.map((step) => step.bytes);
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
    expect(budget).toMatchObject({ passedWith: 'placement', maxBytes: 1_000_000 });
    expect(parts.map(({ title }) => title)).toContain('model file');
    expect(parts.every((part) => part.bytes > 0)).toBe(true);

    const text = await servebench(home, 'storage', scenario, ...limits);
    expect(text.stdout).toContain('With `placement` the table passes 1.00 MB.');
    const open = await servebench(home, 'storage', 'digits');
    expect(open.stdout).toContain('image (tensor) has no bounds');
  }, 120_000);
});
