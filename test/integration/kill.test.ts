import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { StoredRun } from '../../src/core/stored-run.js';
import { resultSchema } from '../../src/result/contract.js';
import {
  childrenOf,
  isAlive,
  servebench,
  startServebench,
  temporaryHome,
  until,
  type Started,
} from './servebench.js';

const ROLES = ['application', 'model-server', 'load', 'probe', 'checks', 'survey', 'precompute'];
const SHORT = ['traffic.history=1000', 'traffic.requests=20000', 'warmUp=100ms'].flatMap((set) => [
  '--set',
  set,
]);

describe('nothing survives', () => {
  let home: string;
  let remove: () => void;
  beforeEach(() => ({ home, remove } = temporaryHome()));
  afterEach(() => remove());

  const startRun = (...more: readonly string[]): Started =>
    startServebench(
      home,
      'run',
      'scenarios/quickstart.yaml',
      '--json',
      '--duration',
      '1s',
      ...SHORT,
      ...more,
    );
  const measuring = (run: Started): Promise<void> =>
    until('a trial is running', () => /microservice: (saturation|steady)/.test(run.output().stderr));
  const second = (run: Started): Promise<void> =>
    until('the second trial is running', () => {
      return (run.output().stderr.match(/microservice: (saturation|steady),/g)?.length ?? 0) >= 2;
    });
  const killOne = (run: Started, role: string): void => {
    const [victim] = childrenOf(run.child.pid, role);
    process.kill(victim as number, 'SIGKILL');
  };
  const ours = (run: Started): number[] => ROLES.flatMap((role) => childrenOf(run.child.pid, role));
  const leftovers = (): string[] => (existsSync(join(home, 'work')) ? readdirSync(join(home, 'work')) : []);

  it.each(['model-server', 'application'])(
    'a killed %s fails its mode, and the others go on',
    async (role) => {
      const run = startRun('--modes', 'microservice,null', '--repeats', '1');
      await measuring(run);
      const pids = ours(run);
      // The floor is an application too, and an older one: the microservice's is the one beside its model server.
      const [victim] = childrenOf(run.child.pid, role).slice(role === 'application' ? victimIndex(run) : 0);
      process.kill(victim as number, 'SIGKILL');
      const { code, stdout } = await run.finished;
      expect(code).toBe(3);
      const { modes } = resultSchema.parse(JSON.parse(stdout));
      expect(
        Object.values(modes)
          .map(({ status }) => status)
          .sort(),
      ).toEqual(['failed', 'measured']);
      const failed = Object.values(modes).find(({ status }) => status === 'failed');
      expect(failed?.error?.message).toContain('SIGKILL');
      expect(pids.filter(isAlive)).toEqual([]);
      expect(leftovers()).toEqual([]);
    },
    90_000,
  );

  it('a killed load process costs an attempt, and so does a killed probe', async () => {
    const run = startRun('--modes', 'microservice', '--repeats', '1');
    await measuring(run);
    killOne(run, 'load');
    await second(run);
    killOne(run, 'probe');
    const { stdout } = await run.finished;
    const { modes } = resultSchema.parse(JSON.parse(stdout));
    expect(modes['microservice']?.status).toBe('measured');
    const { saturation, steady } = modes['microservice']?.loads ?? {};
    const repeats = [saturation, steady].map((load) => load?.repeats[0]);
    expect(repeats.map((repeat) => repeat?.attempt)).toEqual([2, 2]);
    for (const repeat of repeats) expect(repeat?.discarded?.join()).toMatch(/\w/);
  }, 90_000);

  it('SIGINT ends a run within two seconds and keeps the trials that ended', async () => {
    const run = startRun('--modes', 'microservice', '--repeats', '3');
    await second(run);
    const pids = ours(run);
    const startedMs = Date.now();
    run.child.kill('SIGINT');
    const { code, stdout } = await run.finished;
    expect(Date.now() - startedMs).toBeLessThan(2000);
    expect(code).toBe(130);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(leftovers()).toEqual([]);
    const { run: stored, modes } = resultSchema.parse(JSON.parse(stdout));
    expect(stored.status).toBe('interrupted');
    expect(Object.values(modes['microservice']?.loads ?? {}).length).toBeGreaterThan(0);
    const shown = await servebench(home, 'runs', 'show', stored.id);
    expect(shown.stdout).toContain('interrupted');
  }, 90_000);

  it.each([1, 2, 4])(
    'SIGKILL in trial %i leaves a history that opens, with every trial that had ended',
    async (nth) => {
      const short = ['--modes', 'null', '--repeats', '3', '--duration', '300ms', ...SHORT];
      const run = startServebench(home, 'run', 'scenarios/quickstart.yaml', ...short);
      const begun = (): number => run.output().stderr.match(/null: (saturation|steady),/g)?.length ?? 0;
      await until(`trial ${nth} is running`, () => begun() >= nth);
      await sleep(nth * 70);
      const ended = begun() - 1;
      run.child.kill('SIGKILL');
      await run.finished;
      const db = new Database(join(home, 'history.db'), { readonly: true });
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      db.close();
      const shown = await servebench(home, 'runs', 'show', 'latest', '--json');
      expect(shown.code, shown.stderr).toBe(0);
      const { run: stored, trials } = JSON.parse(shown.stdout) as StoredRun;
      expect(stored.status).toBe('running');
      expect(trials.length).toBeGreaterThanOrEqual(ended);
      expect((await servebench(home, 'runs', 'list')).stdout).toContain(stored.id);
    },
    90_000,
  );

  it('SIGKILL of the command ends its children, and the next run removes its files', async () => {
    const run = startRun('--modes', 'microservice', '--repeats', '1');
    await measuring(run);
    const pids = ours(run);
    run.child.kill('SIGKILL');
    await run.finished;
    await until('the children are gone', () => !pids.some(isAlive), 10_000);
    expect(leftovers()).toHaveLength(1);
    const next = await servebench(
      home,
      'run',
      'scenarios/quickstart.yaml',
      '--modes',
      'null',
      '--repeats',
      '1',
      '--duration',
      '200ms',
      ...SHORT,
    );
    expect([0, 3], next.stderr).toContain(next.code);
    expect(leftovers()).toEqual([]);
  }, 90_000);
});

/** Applications are started in the order of the deployments that progress printed. */
function victimIndex(run: Started): number {
  const order = [...run.output().stderr.matchAll(/, (\S+): deploying/g)].map(([, label]) => label);
  return order.indexOf('microservice');
}
