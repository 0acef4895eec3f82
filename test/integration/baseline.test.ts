import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { BaselineRecord } from '../../src/core/baseline.js';
import { gateSchema, type GateResult } from '../../src/result/gate-contract.js';
import { servebench, type Finished } from './servebench.js';

/** A light load is valid on a busy machine too; a table is the same every time. */
const SCENARIO = `
model: ../models/clicks
traffic: { generator: zipf, skew: 0.99, requests: 4000, history: 4000, unseen: 0.1 }
modes:
  embedded: {}
  precomputed: { keys: { top: 1000 } }
loads:
  light: { kind: open, rate: 200, duration: 500ms }
warmUp: 200ms
gates:
  embedded.light.p50Us: { max-increase: 90% }
  precomputed.tableRows: { exact: true }
`;

describe('a gate against a stored baseline', () => {
  let home: string;
  let folder: string;
  let scenario: string;
  let set: Finished;

  const run = (...args: string[]): Promise<Finished> => servebench(home, ...args);
  const read = async <T>(...args: string[]): Promise<T> =>
    JSON.parse((await run(...args, '--json')).stdout) as T;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'servebench-baseline-'));
    home = join(folder, 'home');
    mkdirSync(join(folder, 'scenarios'));
    cpSync(resolve('models/clicks'), join(folder, 'models/clicks'), { recursive: true });
    scenario = join(folder, 'scenarios/gated.yaml');
    writeFileSync(scenario, SCENARIO);
    set = await run('baseline', 'set', 'main', scenario, '--rounds', '3');
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is set with readings of the canary in every round', async () => {
    expect(set.code, set.stderr).toBe(0);
    expect(set.stdout).toMatch(/^baseline main set: 3 rounds of gated, run [0-9a-f]{8}; canary [\d,]+\/s/);
    const [record] = await read<BaselineRecord[]>('baseline', 'list');
    expect(record).toMatchObject({ name: 'main', scenario: 'gated', rounds: 3 });
    expect(record?.canaries.map(({ block }) => block)).toEqual([0, 1, 2]);
    for (const { rps, latencyUs } of record?.canaries ?? []) {
      expect(rps).toBeGreaterThan(100);
      expect(latencyUs).toBeGreaterThan(5);
      expect(latencyUs).toBeLessThan(1e6);
    }
    const { stdout } = await run('baseline', 'show', 'main');
    expect(stdout).toMatch(/embedded\.light\.p50Us +\S+ (us|ms) +3\n/);
    expect(stdout).toMatch(/precomputed\.tableRows +1,000 +exact/);
  });

  it('keeps the run that it compares with', async () => {
    const [record] = await read<BaselineRecord[]>('baseline', 'list');
    const { code, stderr } = await run('runs', 'remove', record?.runId ?? '');
    expect(code).toBe(2);
    expect(stderr).toContain('baseline main');
    expect(stderr).toContain('servebench baseline remove main');
  });

  it('measures the head alone, and is stored for every format', async () => {
    const files = ['a.json', 'a.csv', 'a.md', 'a.html', 'a.xml', 'a.smaller.json'].map((name) =>
      join(home, name),
    );
    const outputs = files.flatMap((file) => ['--output', file]);
    const { code, stdout, stderr } = await run('gate', scenario, '--baseline', 'main', '--json', ...outputs);
    const result: GateResult = gateSchema.parse(JSON.parse(stdout));
    expect([0, 1], stderr).toContain(code);
    expect(result.gate.base.title).toMatch(/^baseline main, set \d{4}-/);
    expect(result.gate.baseline).toMatchObject({ name: 'main', rounds: 3 });
    expect(result.gate.baseline?.canary?.throughput.ratio).toBeGreaterThan(0);
    const [light, rows] = result.rules;
    expect(rows).toMatchObject({ verdict: 'pass', base: 1000, head: 1000 });
    // A busy machine may differ too much from what it was: then nothing was claimed, and it is said.
    if (light?.change) expect(light.change.pairs).toBe(result.gate.rounds);
    else expect(light?.reason).toContain('the machine is not as it was');

    const again = await run('report', result.gate.id.slice(0, 6), '--json');
    expect(JSON.parse(again.stdout)).toEqual(result);
    const [json = '', csv = ''] = files;
    const fromFile = await run('report', json, '--format', 'csv');
    expect(fromFile.stdout).toBe(readFileSync(csv, 'utf8'));
    for (const file of files) expect(readFileSync(file, 'utf8').length, file).toBeGreaterThan(100);
    const listed = await read<unknown[]>('runs', 'list', '--gates');
    expect(listed).toMatchObject([{ id: result.gate.id, verdict: result.gate.verdict }]);
    expect(readdirSync(join(home, 'work'))).toEqual([]);
  }, 120_000);

  it('of figures without noise alone needs no canary', async () => {
    const exact = join(folder, 'scenarios/exact.yaml');
    writeFileSync(exact, SCENARIO.replace(/ {2}embedded\.light\.p50Us: .*\n/, ''));
    expect((await run('baseline', 'set', 'exact', exact)).code).toBe(0);
    const { code, stdout, stderr } = await run('gate', exact, '--baseline', 'exact', '--json');
    expect(code, stderr).toBe(0);
    const { gate, rules } = gateSchema.parse(JSON.parse(stdout));
    expect(gate).toMatchObject({ verdict: 'pass', rounds: 0, baseline: { canary: null } });
    expect(rules).toMatchObject([{ path: 'precomputed.tableRows', base: 1000, head: 1000 }]);
    expect((await run('report', gate.id)).stdout).toContain('gate exact: pass');
    expect((await run('baseline', 'remove', 'exact')).code).toBe(0);
  }, 60_000);

  it('is refused for another scenario, name, or output, before anything is measured', async () => {
    const cases: readonly (readonly [readonly string[], ...string[]])[] = [
      [['gate', 'quickstart', '--baseline', 'main'], 'is of the scenario gated, not of quickstart'],
      [['gate', scenario, '--baseline', 'mian'], 'did you mean "main"'],
      [['baseline', 'set', 'two words', scenario], 'is no name of a baseline'],
      [['gate', scenario, '--baseline', 'main', '--base', scenario], '--base'],
      [['gate', scenario, '--baseline', 'main', '--output', join(home, 'none/a.md')], 'there is no folder'],
      [['report', 'zzzz'], 'no run "zzzz"'],
      [['report', scenario], 'is not JSON'],
      [['report', join(home, 'a.json'), '--against', 'embedded'], '--against'],
    ];
    await Promise.all(
      cases.map(async ([args, ...words]) => {
        const { code, stdout, stderr } = await run(...args);
        expect([code, stdout], `${args.join(' ')}\n${stderr}`).toEqual([2, '']);
        for (const word of words) expect(stderr).toContain(word);
      }),
    );
  }, 60_000);

  it('is refused on another machine, with what differs', async () => {
    const db = new Database(join(home, 'history.db'));
    db.exec(`UPDATE run SET document = json_set(document, '$.environment.cpuModel', 'Elbrus', '$.environment.cores', 99)
             WHERE id = (SELECT run_id FROM baseline)`);
    db.close();
    const { code, stderr } = await run('gate', scenario, '--baseline', 'main');
    expect(code).toBe(2);
    expect(stderr).toContain('the baseline main is from another machine: processor Elbrus and ');
    expect(stderr).toContain('cores 99 and ');
    expect(stderr).toContain('Next: servebench baseline set main');
  });

  it('is forgotten, and its run stays', async () => {
    const { stdout } = await run('baseline', 'remove', 'main');
    expect(stdout).toMatch(/^baseline main removed; its run [0-9a-f]{8} stays/);
    expect(await read('baseline', 'list')).toEqual([]);
  });
});
