import type Database from 'better-sqlite3';

import type { BaselineRecord } from '../core/baseline.js';
import { UserError } from '../core/errors.js';
import { meantHint } from '../scenario/suggest.js';
import { attempt, parseDocument, type DocumentRow } from './documents.js';

/** Runs with a name, which gates compare with. The run of a baseline cannot be removed. */
export interface Baselines {
  /** Replaces the one of that name. @returns true where there was one */
  set(record: BaselineRecord): boolean;
  /** Newest first. */
  list(): BaselineRecord[];
  /** @throws UserError BASELINE_UNKNOWN with the nearest name */
  find(name: string): BaselineRecord;
  /** The run stays. @throws UserError as `find` */
  remove(name: string): void;
}

const SELECT = `SELECT document, 'baseline ' || name AS title FROM baseline`;

export function openBaselines(db: Database.Database, file: string): Baselines {
  const list = (): BaselineRecord[] =>
    attempt(file, () => db.prepare<[], DocumentRow>(SELECT).all())
      .map((row) => parseDocument<BaselineRecord>(file, row))
      .toSorted((a, b) => b.setAt.localeCompare(a.setAt));
  const find = (name: string): BaselineRecord => {
    const found = list().find((record) => record.name === name);
    if (found) return found;
    throw unknown(
      name,
      list().map((record) => record.name),
    );
  };
  const replace = db.transaction((record: BaselineRecord): boolean => {
    const { changes } = db.prepare('DELETE FROM baseline WHERE name = ?').run(record.name);
    db.prepare('INSERT INTO baseline VALUES (?, ?, ?)').run(
      record.name,
      record.runId,
      JSON.stringify(record),
    );
    return changes > 0;
  });
  return {
    set: (record) => attempt(file, () => replace.immediate(record)),
    list,
    find,
    remove: (name) => {
      find(name);
      attempt(file, () => db.prepare('DELETE FROM baseline WHERE name = ?').run(name));
    },
  };
}

function unknown(name: string, known: readonly string[]): UserError {
  if (known.length === 0) {
    return new UserError(
      'BASELINE_UNKNOWN',
      `no baseline "${name}": none was set yet`,
      `servebench baseline set ${name} SCENARIO`,
    );
  }
  return new UserError(
    'BASELINE_UNKNOWN',
    `no baseline "${name}"${meantHint(name, known)}; there are ${known.join(', ')}`,
    'servebench baseline list',
  );
}
