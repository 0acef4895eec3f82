import {
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { openHistory } from '../../../src/history/history.js';
import { MIGRATIONS } from '../../../src/history/migrations.js';
import { runRecord, trialRecord } from './records.js';

let stateDir: string;
let file: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'servebench-history-'));
  file = join(stateDir, 'history.db');
});
afterEach(() => {
  rmSync(stateDir, { recursive: true });
});

function changeFile(sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

/** Names of the tables that a history of a schema version has. */
function tablesOf(version: number): string[] {
  const db = new Database(':memory:');
  for (const sql of MIGRATIONS.slice(0, version)) db.exec(sql);
  const names = db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all();
  db.close();
  return names;
}

function writeRun(trials: number): void {
  const history = openHistory(stateDir);
  history.beginRun(runRecord('0a0a0a0a', '2026-01-01'));
  for (let order = 0; order < trials; order++) history.recordTrial('0a0a0a0a', trialRecord(0, order));
  history.close();
}

const DAMAGED = expect.objectContaining({
  name: 'UserError',
  code: 'HISTORY_DAMAGED',
  message: expect.stringContaining('history.db'),
  next: expect.stringContaining('SERVEBENCH_HOME'),
});

describe('the file of the history', () => {
  test('is created with its folders, and found again', () => {
    const nested = join(stateDir, 'a', 'b');
    openHistory(nested).close();
    openHistory(nested).close();
    expect(readFileSync(join(nested, 'history.db')).subarray(0, 15).toString()).toBe('SQLite format 3');
  });

  test('is left alone where a newer version wrote it', () => {
    writeRun(1);
    changeFile('PRAGMA user_version = 99; PRAGMA journal_mode = DELETE; DROP TABLE trial');
    const before = readFileSync(file);
    expect(() => openHistory(stateDir)).toThrow(
      expect.objectContaining({ name: 'UserError', code: 'HISTORY_NEWER' }),
    );
    expect(readFileSync(file)).toEqual(before);
  });

  test.each([
    ['no database', () => writeFileSync(file, 'something else '.repeat(1000))],
    ['the database of something else', () => changeFile('CREATE TABLE other (x)')],
    [
      'a database of something else with a version',
      () => changeFile('CREATE TABLE o (x); PRAGMA user_version = 1'),
    ],
    [
      'half of a history',
      () => {
        writeRun(20);
        truncateSync(file, 30_000);
      },
    ],
  ])('is left alone where it is %s', (_, make) => {
    make();
    const before = readFileSync(file);
    expect(() => openHistory(stateDir)).toThrow(DAMAGED);
    expect(readFileSync(file)).toEqual(before);
  });

  test.each(
    MIGRATIONS.flatMap((_, index) =>
      tablesOf(index + 1).flatMap(
        (table) =>
          [
            [`the table ${table}`, index + 1, `DROP TABLE ${table}`],
            [`the column document of ${table}`, index + 1, `ALTER TABLE ${table} RENAME document TO other`],
          ] as const,
      ),
    ),
  )('is left alone where it lacks %s of schema version %i', (what, version, change) => {
    for (const sql of MIGRATIONS.slice(0, version)) changeFile(sql);
    changeFile(`PRAGMA user_version = ${version}; ${change}`);
    const before = readFileSync(file);
    expect(() => openHistory(stateDir)).toThrow(DAMAGED);
    expect(() => openHistory(stateDir)).toThrow(`it lacks ${what};`);
    expect(readFileSync(file)).toEqual(before);
  });

  test('is left alone where it has a version and nothing else', () => {
    changeFile('PRAGMA user_version = 2');
    expect(() => openHistory(stateDir)).toThrow(DAMAGED);
  });

  test('is reported damaged where that shows only when a run is read', () => {
    writeRun(100);
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(200_000, 7), 0, 200_000, 60_000);
    closeSync(handle);
    const history = openHistory(stateDir);
    expect(() => history.load('latest')).toThrow(DAMAGED);
    history.close();
  });

  test('names the run and the trial that cannot be read', () => {
    writeRun(3);
    changeFile(`UPDATE trial SET document = '{"block":' WHERE position = 2`);
    const history = openHistory(stateDir);
    expect(() => history.load('latest')).toThrow(/trial 2 of block 0 of run 0a0a0a0a/);
    expect(() => history.load('latest')).toThrow(DAMAGED);
    expect(history.list()).toHaveLength(1);
    history.close();
  });

  test('names the state directory that cannot be written', () => {
    writeFileSync(join(stateDir, 'taken'), '');
    const within = join(stateDir, 'taken', 'state');
    for (const folder of [join(stateDir, 'taken'), within]) {
      expect(() => openHistory(folder)).toThrow(
        expect.objectContaining({
          name: 'UserError',
          code: 'STATE_DIR_UNWRITABLE',
          message: expect.stringContaining(folder),
          next: expect.stringContaining('SERVEBENCH_HOME'),
        }),
      );
    }
  });
});
