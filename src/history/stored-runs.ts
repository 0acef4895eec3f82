import type Database from 'better-sqlite3';

import type { DeploymentRecord } from '../core/deployment-record.js';
import type { ModeRecord } from '../core/mode-record.js';
import type { RunRecord, StoredRun } from '../core/stored-run.js';
import type { TrialRecord } from '../core/trial-record.js';
import { parseDocument, type DocumentRow } from './documents.js';

/** What the tables of a run hold besides the run itself. */
const PARTS = {
  mode: { title: `'mode ' || mode`, order: 'position' },
  deployment: { title: `'deployment of ' || mode || ' in block ' || block`, order: 'block, mode' },
  trial: { title: `'trial ' || position || ' of block ' || block`, order: 'block, position' },
} as const;

/** Runs as they were recorded, by their whole ids. */
export interface StoredRuns {
  has(id: string): boolean;
  /** The run itself, without what belongs to it. */
  record(id: string): RunRecord;
  /** Best in a transaction. @throws UserError HISTORY_DAMAGED */
  read(id: string): StoredRun;
}

export function openStoredRuns(db: Database.Database, file: string): StoredRuns {
  const selectRun = db.prepare<[string], DocumentRow>(
    `SELECT document, 'run' AS title FROM run WHERE id = ?`,
  );
  const parse = <T>({ document, title }: DocumentRow, id: string): T =>
    parseDocument(file, { document, title: `${title} of run ${id}` });
  const documents = <T>(table: keyof typeof PARTS, id: string): T[] =>
    db
      .prepare<[string], DocumentRow>(
        `SELECT document, ${PARTS[table].title} AS title FROM ${table}
         WHERE run_id = ? ORDER BY ${PARTS[table].order}`,
      )
      .all(id)
      .map((row) => parse<T>(row, id));
  const record = (id: string): RunRecord => {
    const row = selectRun.get(id);
    if (!row) throw new Error(`no run ${id} was begun`);
    return parse(row, id);
  };
  return {
    has: (id) => selectRun.get(id) !== undefined,
    record,
    read: (id) => ({
      run: record(id),
      modes: documents<ModeRecord>('mode', id),
      deployments: documents<DeploymentRecord>('deployment', id),
      trials: documents<TrialRecord>('trial', id),
    }),
  };
}
