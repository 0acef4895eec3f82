import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { gateSchema, type GateResult } from '../../src/result/gate-contract.js';
import { servebench } from './servebench.js';

/** Figures without noise need no trials, so these gates take seconds. */
const SCENARIO = `
model: ../models/clicks
traffic: { generator: zipf, skew: 0.99, requests: 4000, history: 4000, unseen: 0.1 }
modes:
  precomputed: { keys: { top: 1000 } }
gates:
  precomputed.coverage: { max-decrease: 1% }
  precomputed.tableRows: { exact: true }
  precomputed.storageBytes: { max: 10MB }
`;

describe('gates of exact figures', () => {
  let home: string;
  let folder: string;
  let scenario: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'servebench-gate-'));
    home = join(folder, 'home');
    mkdirSync(join(folder, 'scenarios'));
    cpSync(resolve('models/clicks'), join(folder, 'models/clicks'), { recursive: true });
    scenario = join(folder, 'scenarios/gated.yaml');
    writeFileSync(scenario, SCENARIO);
    const git = (...args: string[]): unknown => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
    git('init', '-q');
    git('add', 'scenarios', 'models');
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'Base');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const gate = async (
    ...args: string[]
  ): Promise<{ code: number | null; stderr: string; result: GateResult }> => {
    const { code, stdout, stderr } = await servebench(home, 'gate', scenario, ...args, '--json');
    return { code, stderr, result: gateSchema.parse(JSON.parse(stdout)) };
  };

  it('pass against the same scenario as it was committed', async () => {
    const { code, result } = await gate('--base', 'HEAD');
    expect(code).toBe(0);
    expect(result.gate).toMatchObject({ verdict: 'pass', rounds: 0, failed: [] });
    expect(result.gate.base.title).toMatch(/^scenarios\/gated\.yaml at HEAD \([0-9a-f]{8}\)$/);
    expect(result.rules.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
    expect(result.rules[1]).toMatchObject({ base: 1000, head: 1000 });
  }, 60_000);

  it('fail where the head answers less, and name the figure', async () => {
    const { code, result } = await gate('--set', 'modes.precomputed.keys.top=100');
    expect(code).toBe(1);
    const [coverage, rows, bytes] = result.rules;
    expect(coverage).toMatchObject({ path: 'precomputed.coverage', verdict: 'fail' });
    expect(coverage?.head).toBeLessThan(coverage?.base ?? 0);
    expect(rows).toMatchObject({ verdict: 'fail', reason: 'not equal', base: 1000, head: 100 });
    expect(bytes?.verdict).toBe('pass');
  }, 60_000);

  it('leave nothing of a git ref behind, and say what they do not know', async () => {
    expect(readdirSync(home).filter((name) => !name.startsWith('history.db'))).toEqual(['work']);
    expect(readdirSync(join(home, 'work'))).toEqual([]);
    const unknown = await servebench(home, 'gate', scenario, '--base', 'no-such-ref');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('no scenario, no model and no git ref');
    const one = await servebench(home, 'gate', scenario);
    expect(one.code).toBe(2);
    expect(one.stderr).toContain('a gate needs two sides');
    const short = await servebench(home, 'gate', 'quickstart', '--set', 'seed=2', '--time-limit', '10s');
    expect(short.code).toBe(2);
    expect(short.stderr).toContain('--time-limit leaves 10s');
  }, 60_000);
});
