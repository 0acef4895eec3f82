import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { compareRuns } from '../../../src/bench/compare-runs.js';
import { summarizeRun } from '../../../src/bench/summarize.js';
import { trendOf } from '../../../src/bench/trend.js';
import type { StoredRun } from '../../../src/core/stored-run.js';
import { openHistory } from '../../../src/history/history.js';
import { MIGRATIONS } from '../../../src/history/migrations.js';
import { REPORTERS } from '../../../src/reporters/reporters.js';
import { resultSchema } from '../../../src/result/contract.js';
import { readExportedRun } from '../../../src/terminal/exported-run.js';

/** test/fixtures/history/record.mjs says how each was made: by a real run of a commit with that version. */
const fixture = (version: number): string => resolve(`test/fixtures/history/schema-${version}.db`);
const VERSIONS = MIGRATIONS.map((_, index) => index + 1);

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'servebench-schema-'));
});
afterEach(() => {
  rmSync(stateDir, { recursive: true });
});

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

/** The run of a fixture, as this version reads it. */
function storedIn(version: number): StoredRun {
  copyFileSync(fixture(version), join(stateDir, 'history.db'));
  const history = openHistory(stateDir);
  try {
    return history.load('latest');
  } finally {
    history.close();
  }
}

describe.each(VERSIONS)('a history of schema version %i', (version) => {
  test('is opened, migrated to what a new one has, and keeps its run', () => {
    const file = join(stateDir, 'history.db');
    copyFileSync(fixture(version), file);
    const history = openHistory(stateDir);
    const [listed, ...more] = history.list();
    expect(more).toEqual([]);
    expect(listed).toMatchObject({ scenario: 'quickstart', status: 'finished', modes: 2, trials: 4 });
    const { run, modes, deployments, trials } = history.load('latest');
    expect(run).toMatchObject({ id: listed?.id, seed: 1, model: { name: 'clicks' } });
    expect(modes.map(({ mode }) => mode)).toEqual(['embedded', 'precomputed']);
    expect([deployments.length, trials.length]).toEqual([2, 4]);
    history.remove(run.id);
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

  test('has a run that figures are derived from, and every report is made of', async () => {
    const result = summarizeRun(storedIn(version));
    expect(resultSchema.parse(result)).toEqual(result);
    for (const mode of ['embedded', 'precomputed']) {
      const { saturation, steady } = result.modes[mode]?.loads ?? {};
      expect(saturation?.answered.throughputRps).toBeGreaterThan(0);
      expect(steady?.answered.latencyUs.p50).toBeGreaterThan(0);
    }
    for (const reporter of Object.values(REPORTERS)) {
      const text = await reporter.render(result, { color: false, width: 100 });
      expect(text, reporter.id).toMatch(/embedded|quickstart/);
      expect(text, reporter.id).not.toMatch(/\bNaN\b|\bundefined\b/);
    }
  });

  test('has a run that is exported, imported, compared and part of a trend', () => {
    const stored = storedIn(version);
    const exported: unknown = JSON.parse(JSON.stringify(stored));
    const history = openHistory(join(stateDir, 'new'));
    history.add(readExportedRun(exported, 'run.json'));
    expect(history.load('latest')).toEqual(stored);
    history.close();
    const result = summarizeRun(stored);
    const { rows } = compareRuns(result, result, { force: false });
    expect(rows.filter(({ load }) => load === 'steady')).not.toEqual([]);
    const { series } = trendOf([stored], ['embedded.storageBytes']);
    expect(series[0]?.points).toHaveLength(1);
  });
});
