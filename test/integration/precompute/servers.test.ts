import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { CoverageReport } from '../../../src/core/coverage-report.js';
import type { StorageReport } from '../../../src/core/storage-report.js';
import type { TableManifest } from '../../../src/core/table-manifest.js';
import { resultSchema } from '../../../src/result/contract.js';
import { realStores, startServer, type Server } from '../../servers/start-server.mjs';
import { servebench, startServebench, temporaryHome, until, type Finished } from '../servebench.js';
import { tablesIn } from '../tables-in.js';
import { writeClicks } from './small-clicks.js';

const SECRET = 'n0-b0dy-may-see-th1s';
const KEYS = ['--keys', 'top:500'];
const SAME_KEYS = ['--set', 'modes.precomputed.keys={top: 500}'];

describe.each(realStores())('a table that is published in %s', (kind) => {
  const { home, remove } = temporaryHome();
  let server: Server;
  let scenario: string;
  beforeAll(async () => {
    server = await startServer(kind, { password: SECRET });
    scenario = writeClicks(home, 1);
  }, 120_000);
  afterAll(async () => {
    await server.stop();
    remove();
  });

  const finished: Finished[] = [];
  const command = async (...args: readonly string[]): Promise<Finished> => {
    const [name = '', ...flags] = args;
    const result = await servebench(home, name, scenario, '--store', server.url, ...flags);
    finished.push(result);
    return result;
  };
  const json = async <T>(...args: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await command(...args, '--json');
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout) as T;
  };

  it('stays, has the content of the same table in a file, and is taken by a run', async () => {
    const inFile = await servebench(home, 'precompute', scenario, ...KEYS, '--json');
    const manifest = await json<TableManifest>('precompute', ...KEYS);
    expect(manifest).toMatchObject({ store: kind, rows: 500, name: 'clicks-top-500' });
    expect(manifest.checksum).toBe((JSON.parse(inFile.stdout) as TableManifest).checksum);
    expect(manifest.verified).toBeGreaterThan(0);
    expect(await tablesIn(server)).toHaveLength(1);

    const run = await command('run', '--json', ...SAME_KEYS);
    const mode = resultSchema.parse(JSON.parse(run.stdout)).modes['precomputed'];
    expect(mode).toMatchObject({ status: 'measured', storage: { rows: 500 } });
    expect(mode?.coverage?.keysFrom).toContain('built before this run');
    expect(mode?.startupMs.prepare).toBeCloseTo(manifest.seconds * 1000, 3);
    expect(mode?.footprint?.stores[0]).toMatch(`(${kind} `);
    expect(mode?.cpuUsPerRequest.stores).toBeGreaterThan(0);
    expect(mode?.parity?.mismatches).toBe(0);
    expect(await tablesIn(server)).toHaveLength(1);
  }, 120_000);

  it('is served by its name to the model that it was built for', async () => {
    await json<TableManifest>('precompute', ...KEYS, '--name', 'mine');
    const sets = [`store=${kind}`, `url=${server.url}`, 'table=mine'].flatMap((option) => [
      '--set',
      `modes.precomputed.${option}`,
    ]);
    const served = startServebench(home, 'serve', 'precomputed', scenario, ...sets);
    await until('it is up', () => served.output().stdout.includes('curl') || served.child.exitCode !== null);
    served.child.kill('SIGINT');
    const { code, stderr, stdout } = await served.finished;
    finished.push({ code, stderr, stdout });
    expect(code, stderr).toBe(0);
    writeClicks(home, 1, { change: true });
    const stale = await servebench(home, 'serve', 'precomputed', scenario, ...sets);
    finished.push(stale);
    expect(stale.code).toBe(2);
    expect(stale.stderr).toContain('the prediction table mine was built from clicks@');
    writeClicks(home, 1);
  }, 120_000);

  it('is refreshed in its place: nothing where nothing has changed, else the older one goes', async () => {
    const [before, same, more] = [
      await json<TableManifest>('precompute', ...KEYS, '--name', 'fresh'),
      await json<TableManifest>('precompute', ...KEYS, '--name', 'fresh', '--refresh'),
      await json<TableManifest>('precompute', '--keys', 'top:600', '--name', 'fresh', '--refresh'),
    ];
    expect(same).toEqual(before);
    expect(more).toMatchObject({ rows: 600, origin: { kept: 500, scored: 100 } });
    const held = (await tablesIn(server)).length;
    await json<TableManifest>('precompute', '--keys', 'top:700', '--name', 'fresh', '--refresh');
    expect(await tablesIn(server)).toHaveLength(held);
  }, 120_000);

  it('is measured by coverage and storage, which leave nothing in the server', async () => {
    const held = (await tablesIn(server)).length;
    const { points } = await json<CoverageReport>('coverage');
    expect(points.at(-1)?.bytes).toBeGreaterThan(0);
    const { steps, store, parts } = await json<StorageReport>('storage', '--max-rows', '1000');
    expect(store).toBe(kind);
    expect(steps.map(({ kind: how }) => how)).toContain('measured');
    expect(parts.map(({ where }) => where)).toContain('server');
    expect(await tablesIn(server)).toHaveLength(held);
  }, 120_000);

  it('is refused, with what was tried, where no server answers', async () => {
    const url = server.url.replace(/:\d+(?=\/|$)/, ':1');
    for (const name of ['precompute', 'coverage', 'storage']) {
      const refused = await servebench(home, name, scenario, '--store', url);
      finished.push(refused);
      expect(refused.code).toBe(2);
      expect(refused.stdout).toBe('');
      expect(refused.stderr).toMatch(/--store: no .*127\.0\.0\.1:1\b.*start one/s);
    }
  }, 60_000);

  it('shows the password to nobody', () => {
    expect(finished.length).toBeGreaterThan(8);
    for (const { stdout, stderr } of finished) expect(stdout + stderr).not.toContain(SECRET);
    const files = readdirSync(home, { recursive: true }).map((name) => join(home, String(name)));
    for (const file of files.filter((name) => statSync(name).isFile()))
      expect(readFileSync(file, 'latin1'), file).not.toContain(SECRET);
  });
});
