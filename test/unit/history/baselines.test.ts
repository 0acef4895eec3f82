import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { BaselineRecord } from '../../../src/core/baseline.js';
import { openHistory, type History } from '../../../src/history/history.js';
import { explain } from '../../../src/history/open-database.js';
import { gate } from '../../golden/documents/gate.js';
import { runRecord } from './records.js';

const record = (name: string, runId: string, setAt = '2026-02-01T00:00:00.000Z'): BaselineRecord => ({
  name,
  runId,
  setAt,
  scenario: 'quickstart',
  hardware: 'one',
  gitCommit: null,
  rounds: 3,
  canaryVersion: 1,
  canaries: [{ block: 0, rps: 1000, latencyUs: 200 }],
});

describe('baselines', () => {
  let stateDir: string;
  let history: History;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'servebench-baselines-'));
    history = openHistory(stateDir);
    for (const id of ['aaaaaaaa', 'bbbbbbbb']) history.beginRun(runRecord(id, '2026-01-01'));
  });
  afterEach(() => {
    history.close();
    rmSync(stateDir, { recursive: true });
  });

  test('are kept by name, newest first, and set anew', () => {
    expect(history.baselines.set(record('main', 'aaaaaaaa'))).toBe(false);
    history.baselines.set(record('other', 'aaaaaaaa', '2026-03-01T00:00:00.000Z'));
    expect(history.baselines.list().map(({ name }) => name)).toEqual(['other', 'main']);
    expect(history.baselines.set(record('main', 'bbbbbbbb'))).toBe(true);
    expect(history.baselines.find('main')).toEqual(record('main', 'bbbbbbbb'));
    history.baselines.remove('main');
    expect(history.baselines.list().map(({ name }) => name)).toEqual(['other']);
  });

  test('suggest the nearest name, or how to set the first', () => {
    expect(() => history.baselines.find('main')).toThrow('none was set yet');
    history.baselines.set(record('main', 'aaaaaaaa'));
    for (const use of [() => history.baselines.find('mian'), () => history.baselines.remove('mian')]) {
      expect(use).toThrow(
        expect.objectContaining({
          code: 'BASELINE_UNKNOWN',
          message: expect.stringContaining('did you mean "main"'),
        }),
      );
    }
  });

  test('keep their run: it cannot be removed before they are', () => {
    history.baselines.set(record('main', 'aaaaaaaa'));
    expect(() => history.remove('aaaa')).toThrow(
      expect.objectContaining({ code: 'RUN_IN_USE', message: expect.stringContaining('main') }),
    );
    expect(history.remove('bbbb')).toBe('bbbbbbbb');
    history.baselines.set(record('main', 'aaaaaaaa'));
    history.baselines.remove('main');
    expect(history.remove('aaaa')).toBe('aaaaaaaa');
    expect(() => history.baselines.set(record('gone', 'aaaaaaaa'))).toThrow('FOREIGN KEY');
  });

  test('that cannot be read are named', () => {
    history.baselines.set(record('main', 'aaaaaaaa'));
    const db = new Database(join(stateDir, 'history.db'));
    db.exec(`UPDATE baseline SET document = '{'`);
    db.close();
    expect(() => history.baselines.find('main')).toThrow(/baseline main cannot be read/);
  });
});

describe('gates', () => {
  test('are kept as documents, newest first', () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'servebench-gates-'));
    const history = openHistory(stateDir);
    const first = gate();
    const second = {
      ...first,
      gate: { ...first.gate, id: 'dddddddd', startedAt: '2027-01-01T00:00:00.000Z' },
    };
    for (const each of [second, first]) history.gates.add(each);
    expect(history.gates.ids()).toEqual(['dddddddd', first.gate.id]);
    expect(history.gates.load(first.gate.id)).toEqual(first);
    const { id, startedAt, scenario, verdict, base } = first.gate;
    expect(history.gates.list(5)[1]).toEqual({ id, startedAt, scenario, verdict, base: base.title });
    history.gates.remove('dddddddd');
    expect(history.gates.ids()).toEqual([first.gate.id]);
    history.close();
    rmSync(stateDir, { recursive: true });
  });
});

test('a locked history is told from one that cannot be written', () => {
  const error = (code: string): unknown => Object.assign(new Error(code), { code });
  expect(explain(error('SQLITE_BUSY'), 'x/history.db')).toMatchObject({
    code: 'HISTORY_LOCKED',
    message: expect.stringContaining('locked by another process'),
  });
  expect(explain(error('SQLITE_READONLY'), 'x/history.db')).toMatchObject({ code: 'STATE_DIR_UNWRITABLE' });
});
