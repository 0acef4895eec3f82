import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { TableManifest } from '../../../src/core/table-manifest.js';
import { counterRandom } from '../../../src/traffic/counter-random.js';
import {
  childrenOf,
  isAlive,
  servebench,
  startServebench,
  temporaryHome,
  until,
  type Started,
} from '../servebench.js';
import { ROWS_PER_CAMPAIGN, writeClicks } from './small-clicks.js';

const CAMPAIGNS = 8;
const ROWS = CAMPAIGNS * ROWS_PER_CAMPAIGN;

describe('a precompute job', () => {
  let home: string;
  let remove: () => void;
  let scenario: string;
  beforeEach(() => {
    ({ home, remove } = temporaryHome());
    scenario = writeClicks(home, CAMPAIGNS);
  });
  afterEach(() => remove());

  const shards = (state: string): number => {
    const folder = join(state, 'precompute', 'clicks-full');
    if (!existsSync(folder)) return 0;
    return readdirSync(folder, { recursive: true }).filter((file) => String(file).endsWith('.shard')).length;
  };
  const start = (state: string, ...flags: readonly string[]): Started =>
    startServebench(state, 'precompute', scenario, '--json', ...flags);
  const finish = async (state: string, ...flags: readonly string[]): Promise<TableManifest> => {
    const { code, stdout, stderr } = await servebench(state, 'precompute', scenario, '--json', ...flags);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout) as TableManifest;
  };
  const leftovers = (state: string): string[] =>
    readdirSync(join(state, 'precompute'), { recursive: true }).map(String);

  it('makes the identical table with any number of threads, however often it was killed', async () => {
    const one = await finish(join(home, 'one'), '--workers', '1');
    expect(one).toMatchObject({ rows: ROWS, workers: 1, origin: { scored: ROWS, resumed: 0, kept: 0 } });
    expect(one.checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(one.verified).toBeGreaterThan(0);

    const state = join(home, 'killed');
    const random = counterRandom(Date.now(), 'kills');
    for (const workers of ['2', '1', '3']) {
      const before = shards(state);
      const job = start(state, '--workers', workers);
      await until('more rows are scored', () => shards(state) > before || job.child.exitCode !== null);
      await new Promise((done) => setTimeout(done, random.int(150)));
      const pids = [...childrenOf(job.child.pid, 'precompute'), job.child.pid as number];
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      await job.finished;
    }
    const scoredBefore = shards(state);
    expect(scoredBefore).toBeGreaterThan(0);
    const resumed = await finish(state, '--workers', '2');
    expect(resumed.checksum).toBe(one.checksum);
    expect(resumed.rows).toBe(ROWS);
    expect(resumed.origin.resumed).toBeGreaterThan(0);
    expect(resumed.origin.scored + resumed.origin.resumed).toBe(ROWS);
    // Nothing of the attempts is left: no shard, no lock, no draft.
    expect(leftovers(state)).toEqual([]);
    expect(readdirSync(join(state, 'tables')).filter((file) => file.includes('building'))).toEqual([]);
  }, 240_000);

  it('keeps what it scored when it is interrupted, and leaves no process behind', async () => {
    const state = join(home, 'interrupted');
    const job = start(state, '--workers', '1');
    await until('some rows are scored', () => shards(state) > 3);
    const pids = childrenOf(job.child.pid, 'precompute');
    job.child.kill('SIGINT');
    const { code, stdout, stderr } = await job.finished;
    expect(code, stderr).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('run the same command again');
    expect(pids.filter(isAlive)).toEqual([]);
    expect(shards(state)).toBeGreaterThan(0);
    expect(leftovers(state).filter((file) => file.endsWith('.lock'))).toEqual([]);
    const { origin } = await finish(state);
    expect(origin.resumed).toBeGreaterThan(0);
  }, 120_000);

  it('tells a second one who builds the table, and since when', async () => {
    const state = join(home, 'two');
    const all = ['--set', 'model=' + join(process.cwd(), 'models', 'clicks')];
    const first = start(state, '--workers', '1', ...all);
    await until('the first one scores', () => shards(state) > 0);
    const [pid] = childrenOf(first.child.pid, 'precompute');
    const second = await servebench(state, 'precompute', scenario, '--workers', '1', ...all);
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`process ${pid}, since 20`);
    expect(second.stderr).toContain(`kill ${pid}`);
    first.child.kill('SIGINT');
    expect((await first.finished).code).toBe(130);
  }, 120_000);
});
