import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { RunFilter } from '../../../src/history/list-runs.js';
import { newRunId, openHistory } from '../../../src/history/history.js';
import type { NoiseRecord } from '../../../src/core/noise-floor.js';
import { deploymentRecord, modeRecord, runRecord, trialRecord } from './records.js';

let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'servebench-history-'));
});
afterEach(() => {
  rmSync(stateDir, { recursive: true });
});

function runFixture(name: string, ...args: string[]) {
  const path = fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));
  return fork(path, args, { execArgv: ['--import', 'tsx'] });
}

function startWriter(id: string, trials: number) {
  return runFixture('writer', stateDir, id, String(trials));
}

describe('history', () => {
  test('gives back what was recorded, in the order of the run', () => {
    const history = openHistory(stateDir);
    const run = runRecord('0a0a0a0a', '2026-01-01T00:00:00.000Z');
    history.beginRun(run);
    const modes = ['null', 'embedded', 'cached'].map(modeRecord);
    for (const mode of modes) history.recordMode(run.id, mode);
    history.recordDeployment(run.id, deploymentRecord(0, 'null', 1));
    history.recordDeployment(run.id, deploymentRecord(0, 'embedded', 2));
    history.recordDeployment(run.id, deploymentRecord(0, 'embedded', 3));
    history.recordDeployment(run.id, deploymentRecord(1, 'embedded', 4));
    const places = [
      [1, 0],
      [0, 2],
      [0, 10],
      [0, 1],
    ] as const;
    for (const [block, order] of places) history.recordTrial(run.id, trialRecord(block, order));

    const running = history.load(run.id);
    expect(running.run).toEqual(run);
    expect(running.modes).toEqual(modes);
    expect(running.deployments).toEqual([
      deploymentRecord(0, 'embedded', 3),
      deploymentRecord(0, 'null', 1),
      deploymentRecord(1, 'embedded', 4),
    ]);
    expect(running.trials).toEqual([
      trialRecord(0, 1),
      trialRecord(0, 2),
      trialRecord(0, 10),
      trialRecord(1, 0),
    ]);

    const end = {
      finishedAt: '2026-01-01T00:01:00.000Z',
      status: 'interrupted',
      warnings: ['a', 'b'],
    } as const;
    history.finishRun(run.id, end);
    history.close();
    const reopened = openHistory(stateDir);
    expect(reopened.load('latest')).toEqual({ ...running, run: { ...run, ...end } });
    reopened.close();
  });

  test('refuses a trial that was recorded, and what belongs to no run', () => {
    const history = openHistory(stateDir);
    history.beginRun(runRecord('0a0a0a0a', '2026-01-01'));
    history.recordTrial('0a0a0a0a', trialRecord(0, 0));
    expect(() => history.recordTrial('0a0a0a0a', trialRecord(0, 0, 'cached'))).toThrow('UNIQUE');
    expect(() => history.recordTrial('0b0b0b0b', trialRecord(0, 0))).toThrow('FOREIGN KEY');
    expect(() => history.beginRun(runRecord('0a0a0a0a', '2027-01-01'))).toThrow('UNIQUE');
    const end = { finishedAt: '2026-01-02', status: 'finished', warnings: [] } as const;
    expect(() => history.finishRun('0b0b0b0b', end)).toThrow('0b0b0b0b');
    expect(history.load('latest').trials).toEqual([trialRecord(0, 0)]);
    history.close();
  });

  test('lists the newest runs first, with counts', () => {
    const history = openHistory(stateDir);
    expect(history.list()).toEqual([]);
    history.beginRun(runRecord('0b', '2026-02-01', 'digits'));
    history.beginRun(runRecord('0c', '2026-03-01'));
    history.beginRun(runRecord('0a', '2026-01-01'));
    history.recordMode('0c', modeRecord('null'));
    for (let order = 0; order < 3; order++) history.recordTrial('0c', trialRecord(0, order));
    history.finishRun('0a', { finishedAt: '2026-01-02', status: 'finished', warnings: [] });

    expect(history.list().map(({ id }) => id)).toEqual(['0c', '0b', '0a']);
    expect(history.list({ limit: 2 }).map(({ id }) => id)).toEqual(['0c', '0b']);
    expect(history.list({ scenario: 'quickstart' }).map(({ id }) => id)).toEqual(['0c', '0a']);
    expect(history.list({ scenario: 'quickstart', limit: 1 })).toEqual([
      {
        id: '0c',
        gitCommit: null,
        startedAt: '2026-03-01',
        finishedAt: null,
        status: 'running',
        scenario: 'quickstart',
        modes: 1,
        trials: 3,
      },
    ]);
    expect(history.list({ scenario: 'digits' })).toMatchObject([{ modes: 0, trials: 0 }]);
    expect(history.list().at(-1)).toMatchObject({ status: 'finished', finishedAt: '2026-01-02' });
    history.close();
  });

  test('makes ids of eight hexadecimal digits that differ', () => {
    const ids = Array.from({ length: 100 }, newRunId);
    expect(ids.filter((id) => !/^[0-9a-f]{8}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBeGreaterThan(98);
  });

  test('keeps every trial that had ended when the process was killed', async () => {
    const writer = startWriter('0a0a0a0a', Infinity);
    let recorded = -1;
    writer.on('message', (block: number) => {
      recorded = block;
      if (block === 50) writer.kill('SIGKILL');
    });
    await once(writer, 'exit');
    expect(recorded).toBeGreaterThanOrEqual(50);

    const history = openHistory(stateDir);
    const { run, trials } = history.load('latest');
    expect(run).toMatchObject({ id: '0a0a0a0a', status: 'running', finishedAt: null });
    expect(trials.length).toBeGreaterThan(recorded);
    expect(trials).toEqual(trials.map((_, block) => trialRecord(block, 0)));
    history.close();
  });

  test('takes runs of several processes at once, while another reads', async () => {
    const ids = ['0a', '0b', '0c'];
    const writers = ids.map((id) => startWriter(id, 60));
    const exits = writers.map((writer) => once(writer, 'exit'));
    await once(writers[0] as (typeof writers)[0], 'message');
    const history = openHistory(stateDir);
    do {
      history.list();
      await new Promise((resolve) => setTimeout(resolve, 5));
    } while (writers.some(({ exitCode, signalCode }) => exitCode === null && signalCode === null));
    expect((await Promise.all(exits)).map(([code]) => code)).toEqual([0, 0, 0]);
    for (const id of ids) expect(history.load(id).trials).toHaveLength(60);
    expect(history.list().map(({ status, trials }) => `${status} ${trials}`)).toEqual(
      Array(3).fill('finished 60'),
    );
    history.close();
  });

  test('waits for a process that looks at the file while it is created', async () => {
    openHistory(stateDir).close();
    const file = join(stateDir, 'history.db');
    const db = new Database(file);
    db.pragma('journal_mode = DELETE');
    db.close();
    const holder = runFixture('lock-holder', file);
    await once(holder, 'message');
    const history = openHistory(stateDir);
    history.beginRun(runRecord('0a', '2026-01-01'));
    expect(history.list()).toHaveLength(1);
    history.close();
    const [code] = await once(holder, 'exit');
    expect(code).toBe(0);
  });

  test('keeps noise floors by hardware, newest first, for as long as their run', () => {
    const history = openHistory(stateDir);
    const record = (runId: string, measuredAt: string, hardware: string): NoiseRecord => {
      history.beginRun(runRecord(runId, measuredAt));
      const noise = {
        runId,
        measuredAt,
        hardware,
        scenario: 'quickstart',
        mode: 'embedded',
        floors: [],
        missing: [],
      };
      history.noise.add(noise);
      return noise;
    };
    const old = record('aaaaaaaa', '2026-01-01', 'one');
    const recent = record('bbbbbbbb', '2026-02-01', 'one');
    record('cccccccc', '2026-03-01', 'two');
    expect(history.noise.of('one')).toEqual([recent, old]);
    expect(history.noise.of('three')).toEqual([]);
    expect(() => history.noise.add({ ...old, runId: 'dddddddd' })).toThrow('FOREIGN KEY');
    history.close();
  });

  test('filters by scenario, mode, date and commit', () => {
    const history = openHistory(stateDir);
    const begin = (
      id: string,
      startedAt: string,
      scenario: string,
      gitCommit: string | null,
      mode: string,
    ): void => {
      const run = runRecord(id, startedAt, scenario);
      history.beginRun({ ...run, environment: { ...run.environment, gitCommit } });
      history.recordMode(id, modeRecord(mode));
    };
    begin('aaaaaaaa', '2026-01-05T10:00:00Z', 'quickstart', 'abc123', 'embedded');
    begin('bbbbbbbb', '2026-02-05T10:00:00Z', 'quickstart', 'abd456', 'microservice');
    begin('cccccccc', '2026-02-06T10:00:00Z', 'digits', null, 'embedded');
    const ids = (filter: RunFilter): string =>
      history
        .list(filter)
        .map(({ id }) => id[0])
        .join('');
    expect(ids({})).toBe('cba');
    expect(ids({ scenario: 'quickstart' })).toBe('ba');
    expect(ids({ mode: 'embedded' })).toBe('ca');
    expect(ids({ since: '2026-02', until: '2026-02-06' })).toBe('b');
    expect(ids({ commit: 'ab' })).toBe('ba');
    expect(ids({ commit: 'abc' })).toBe('a');
    expect(ids({ commit: '' })).toBe('ba');
    expect(ids({ mode: 'embedded', scenario: 'quickstart', limit: 5 })).toBe('a');
    expect(ids({ limit: 1 })).toBe('c');
    history.close();
  });

  test('removes a run with all that belongs to it, and takes it back whole', () => {
    const history = openHistory(stateDir);
    for (const id of ['aaaaaaaa', 'bbbbbbbb']) {
      history.beginRun(runRecord(id, `2026-01-01T00:00:0${id === 'aaaaaaaa' ? 1 : 2}Z`));
      history.recordMode(id, modeRecord('embedded'));
      history.recordDeployment(id, deploymentRecord(0, 'embedded', 12));
      history.recordTrial(id, trialRecord(0, 0));
    }
    const stored = history.load('aaaa');
    expect(() => history.add(stored)).toThrow('in the history already');
    expect(history.remove('aaaa')).toBe('aaaaaaaa');
    expect(history.list().map(({ id }) => id)).toEqual(['bbbbbbbb']);
    history.add(stored);
    expect(history.load('aaaa')).toEqual(stored);
    expect(history.load('bbbb').trials).toHaveLength(1);
    history.close();
  });
});
