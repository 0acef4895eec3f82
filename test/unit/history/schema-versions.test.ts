import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { openHistory } from '../../../src/history/history.js';
import { MIGRATIONS } from '../../../src/history/migrations.js';
import { deploymentRecord, modeRecord, runRecord, trialRecord } from './records.js';

/*
 * test/fixtures/history holds a database as each version of the schema left it. After a new migration, UPDATE_GOLDEN=1
 * writes the one of the new version; those of earlier versions are never written anew.
 */
const fixture = (version: number): string => resolve(`test/fixtures/history/schema-${version}.db`);
const VERSIONS = MIGRATIONS.map((_, index) => index + 1);
const RUN = 'f17ed000';

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'servebench-schema-'));
});
afterEach(() => {
  rmSync(stateDir, { recursive: true });
});

function writeFixture(version: number): void {
  const db = new Database(fixture(version));
  for (const sql of MIGRATIONS.slice(0, version)) db.exec(sql);
  db.pragma(`user_version = ${version}`);
  const run = { ...runRecord(RUN, '2026-01-01T00:00:00.000Z'), finishedAt: null };
  db.prepare('INSERT INTO run VALUES (?, ?, ?, ?, ?, ?)').run(
    RUN,
    run.startedAt,
    null,
    run.status,
    run.scenario.name,
    JSON.stringify(run),
  );
  db.prepare('INSERT INTO mode VALUES (?, ?, 0, ?)').run(
    RUN,
    'embedded',
    JSON.stringify(modeRecord('embedded')),
  );
  db.prepare('INSERT INTO deployment VALUES (?, 0, ?, ?)').run(
    RUN,
    'embedded',
    JSON.stringify(deploymentRecord(0, 'embedded', 12)),
  );
  db.prepare('INSERT INTO trial VALUES (?, 0, 1, ?, ?, ?, ?, ?)').run(
    RUN,
    'embedded',
    'steady',
    'skipped',
    run.startedAt,
    JSON.stringify(trialRecord(0, 1)),
  );
  db.close();
}

/** Every table and index as it was created, without the layout of the statement. */
function schemaOf(file: string): string[] {
  const db = new Database(file, { readonly: true });
  const statements = db
    .prepare<[], string>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name')
    .pluck()
    .all();
  db.close();
  return statements.map((sql) => sql.replace(/\s+/g, ' '));
}

describe.each(VERSIONS)('a history of schema version %i', (version) => {
  test('is opened, migrated to what a new one has, and keeps its run', () => {
    if (process.env['UPDATE_GOLDEN'] && !existsSync(fixture(version))) writeFixture(version);
    const file = join(stateDir, 'history.db');
    copyFileSync(fixture(version), file);
    const history = openHistory(stateDir);
    expect(history.list()).toMatchObject([{ id: RUN, scenario: 'quickstart', modes: 1, trials: 1 }]);
    expect(history.load(RUN)).toEqual({
      run: runRecord(RUN, '2026-01-01T00:00:00.000Z'),
      modes: [modeRecord('embedded')],
      deployments: [deploymentRecord(0, 'embedded', 12)],
      trials: [trialRecord(0, 1)],
    });
    history.remove(RUN);
    history.close();
    openHistory(join(stateDir, 'new')).close();
    expect(schemaOf(file)).toEqual(schemaOf(join(stateDir, 'new', 'history.db')));
  });

  test('has the schema that its migrations make: they were not changed since', () => {
    const made = join(stateDir, 'made.db');
    const db = new Database(made);
    for (const sql of MIGRATIONS.slice(0, version)) db.exec(sql);
    db.close();
    expect(schemaOf(fixture(version))).toEqual(schemaOf(made));
  });
});
