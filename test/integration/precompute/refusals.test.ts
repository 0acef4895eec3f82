import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { TableManifest } from '../../../src/core/table-manifest.js';
import { sqliteStore } from '../../../src/stores/sqlite/sqlite.js';
import { servebench, startServebench, temporaryHome, until, type Finished } from '../servebench.js';
import { ROWS_PER_CAMPAIGN, writeClicks } from './small-clicks.js';

const KEY = { country: 'US', device: 'phone', hour: 1, campaign: 'c001', placement: 'footer' };

describe('precompute', () => {
  const { home, remove } = temporaryHome();
  const tables = join(home, 'tables');
  let scenario: string;
  beforeAll(() => {
    scenario = writeClicks(home, 1);
  });
  afterAll(remove);

  const precompute = (...flags: readonly string[]): Promise<Finished> =>
    servebench(home, 'precompute', scenario, '--json', ...flags);
  const refused = async (finished: Promise<Finished>, ...words: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await finished;
    expect(code, stderr).toBe(2);
    expect(stdout).toBe('');
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/^\s+at /m);
  };
  const built = async (...flags: readonly string[]): Promise<TableManifest> => {
    const { code, stdout, stderr } = await precompute(...flags);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout) as TableManifest;
  };
  /** Serves one request and says what came back, or why it did not start. */
  const serve = async (...flags: readonly string[]): Promise<Finished> => {
    const served = startServebench(home, 'serve', 'precomputed', scenario, ...flags);
    await until('it is up, or has ended', () => {
      return served.output().stdout.includes('curl') || served.child.exitCode !== null;
    });
    const url = /^(http:\S+)/m.exec(served.output().stdout)?.[1];
    const answer = url && (await fetch(`${url}/predict`, { method: 'POST', body: JSON.stringify(KEY) }));
    served.child.kill('SIGINT');
    const finished = await served.finished;
    return answer ? { ...finished, stdout: await answer.text() } : finished;
  };

  it('refuses keys that cannot be enumerated, and what is beyond the budget, with numbers and a way out', async () => {
    await refused(
      servebench(home, 'precompute', 'digits', '--keys', 'full'),
      'image (tensor) has no bounds',
      '--keys top:N',
    );
    await refused(
      servebench(home, 'precompute', 'search-queries', '--keys', 'full'),
      'query (text) has no bounds',
      '--keys top:N',
    );
    await refused(precompute('--max-rows', '1000'), '86,400 rows', '--max-rows 1,000', '--keys top:N');
    await refused(precompute('--max-bytes', '1MB'), '86,400 rows', 'rows, about 1.', '--max-bytes 1.0 MB');
    await refused(precompute('--keys', 'all'), 'full, top:N or list:FILE');
    await refused(precompute('--max-bytes', '10 apples'), '--max-bytes', '500MB');
    await refused(precompute('--set', 'traffic.history=0', '--keys', 'top:10'), 'no keys', 'traffic.history');
    await refused(precompute('--name', '../outside', '--keys', 'top:10'), '"../outside" cannot be the name');
    expect(existsSync(join(home, 'outside'))).toBe(false);
    expect(existsSync(tables)).toBe(false);
  }, 120_000);

  it('refuses a list with every line that is no key', async () => {
    const list = join(home, 'keys.ndjson');
    const lines = [KEY, { ...KEY, country: 'XX' }, { ...KEY, hour: 99 }, { device: 'phone' }, KEY];
    writeFileSync(list, lines.map((line) => JSON.stringify(line)).join('\n'));
    await refused(
      precompute('--keys', `list:${list}`),
      'keys.ndjson:2: feature "country" has no value "XX"',
      'keys.ndjson:3: feature "hour" has no value 99',
      'keys.ndjson:4: feature "country" is missing',
      '--oov',
    );
    await refused(
      precompute('--keys', `list:${join(home, 'none.ndjson')}`),
      'none.ndjson',
      'ENOENT',
      'list:FILE',
    );
    await refused(precompute('--keys', `list:${scenario}`), '.ndjson, .jsonl or .csv');
  }, 60_000);

  it('builds a table of a list, with rows for unseen values where asked', async () => {
    const list = join(home, 'list.csv');
    writeFileSync(
      list,
      'country,device,hour,campaign,placement,label\nUS,tv,3,c001,footer,1\nXX,tv,3,c001,footer,0\n',
    );
    expect((await built('--keys', `list:${list}`, '--oov')).rows).toBe(2);
    const { name, keys } = await built('--keys', `list:${list}`, '--oov', '--name', 'both');
    expect(name).toBe('both');
    expect(keys).toMatchObject({ spec: 'list:list.csv', oov: true, from: 'the 2 keys of list.csv' });
  }, 60_000);

  it('goes on serving what was published while the disk is full, and then goes on', async () => {
    const before = await built('--keys', 'top:500', '--name', 'disk');
    // A limit of the size of a file stands for a full disk: the table does not fit, its shards do.
    const command = `ulimit -f 1200; exec "${process.execPath}" dist/cli.js precompute "${scenario}" --name disk`;
    const full = spawnSync('bash', ['-c', command], {
      env: { ...process.env, SERVEBENCH_HOME: home, NO_COLOR: '1' },
      encoding: 'utf8',
    });
    expect(full.status, full.stderr).toBe(2);
    expect(full.stderr).toContain('could not be written');
    expect(full.stderr).toContain('free some space');
    const current = await (await sqliteStore.connect(tables)).current('disk');
    expect(current?.location).toBe(before.location);
    expect(readdirSync(tables).filter((file) => file.includes('building'))).toEqual([]);

    const after = await built('--name', 'disk');
    expect(after.rows).toBe(ROWS_PER_CAMPAIGN);
    expect(after.origin.resumed).toBeGreaterThan(0);
  }, 120_000);

  it('is served only to the model and encoder that it was built for', async () => {
    const { location } = await built('--name', 'mine');
    expect((await serve('--set', 'modes.precomputed.table=mine')).stdout).toContain('"source":"table"');
    expect(readdirSync(join(home, 'work'))).toEqual([]);

    const named = ['--set', 'modes.precomputed.table=mine'] as const;
    await refused(serve('--set', 'modes.precomputed.table=other'), 'no table is published', 'other');
    writeClicks(home, 2);
    await refused(serve(...named), 'encoded its requests in another way', 'precompute --refresh');
    writeClicks(home, 1, { change: true });
    await refused(serve(...named), 'was built from clicks@aba680bb384c', 'precompute --refresh');
    // Unless a table is named, another one is built for the model that there is.
    expect((await serve()).stdout).toContain('"source":"table"');

    const fresh = await built('--name', 'mine', '--refresh');
    expect(fresh.origin.kept).toBe(0);
    expect((await serve(...named)).stdout).toContain('"source":"table"');
    expect(existsSync(location)).toBe(false);
    writeClicks(home, 1);
  }, 180_000);

  it('names a table that is damaged, and builds it again', async () => {
    const { location, checksum } = await built('--name', 'damaged');
    truncateSync(location, statSync(location).size / 2);
    await refused(
      serve('--set', 'modes.precomputed.table=damaged'),
      location,
      'not a usable prediction table',
    );
    writeFileSync(location, readFileSync(resolve('package.json')));
    await refused(serve('--set', 'modes.precomputed.table=damaged'), location, 'precompute');
    expect((await built('--name', 'damaged', '--refresh')).checksum).toBe(checksum);
  }, 120_000);
});
