import Database from 'better-sqlite3';
import { dirname } from 'node:path';

import { makeFolder } from '../files/make-folder.js';
import { systemErrorCode, UserError } from '../core/errors.js';
import { retryWhileBusy } from '../core/retry-while-busy.js';
import { MIGRATIONS } from './migrations.js';
import { missingParts } from './missing-parts.js';

const BUSY_TIMEOUT_MS = 10_000;

/**
 * Opens the history's file, created or migrated as needed. WAL, so that several processes may read
 * while one writes; a damaged or newer file is reported and left as it is.
 *
 * @throws UserError STATE_DIR_UNWRITABLE, HISTORY_LOCKED, HISTORY_NEWER, HISTORY_DAMAGED
 */
export function openDatabase(file: string): Database.Database {
  try {
    makeFolder(dirname(file));
    const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    try {
      migrate(db, file);
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  } catch (error) {
    throw explain(error, file);
  }
}

function migrate(db: Database.Database, file: string): void {
  // Before anything is written, and as of one moment: another process may be creating the history.
  db.transaction(() => checkOrigin(db, file))();
  retryWhileBusy(() => void db.pragma('journal_mode = WAL'), BUSY_TIMEOUT_MS);
  // A killed process loses nothing that was committed; only a power cut could.
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  const upgrade = db.transaction(() => {
    // Read again under the lock: another process may have migrated meanwhile.
    for (const sql of MIGRATIONS.slice(checkOrigin(db, file))) db.exec(sql);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  upgrade.immediate();
}

/** @returns the version of the schema, 0 for an empty file. */
function checkOrigin(db: Database.Database, file: string): number {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > MIGRATIONS.length) {
    throw new UserError(
      'HISTORY_NEWER',
      `${file} was written by a newer servebench (schema ${version}, this one knows ${MIGRATIONS.length})`,
      'upgrade servebench, or set SERVEBENCH_HOME to another folder',
    );
  }
  if (version === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined) {
    throw damaged(file, 'it holds something else');
  }
  const missing = missingParts(db, version);
  if (missing.length > 0) throw damaged(file, `it lacks ${missing.join(', ')}`);
  return version;
}

/** @param reason completes the sentence "... is damaged or not a history: ...". */
export function damaged(file: string, reason: string): UserError {
  return new UserError(
    'HISTORY_DAMAGED',
    `${file} is damaged or not a history: ${reason}; it was left as it is`,
    'move it away to start a new history, or set SERVEBENCH_HOME to another folder',
  );
}

/** Says what an error of SQLite or of the file system means for the history; any other error stays as it is. */
export function explain(error: unknown, file: string): unknown {
  const code = systemErrorCode(error) ?? '';
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return damaged(file, code);
  if (code.startsWith('SQLITE_BUSY')) {
    return new UserError(
      'HISTORY_LOCKED',
      `${file} has been locked by another process for ${BUSY_TIMEOUT_MS / 1000} s`,
      'wait until the other command ends, or set SERVEBENCH_HOME to another folder',
    );
  }
  if (!/^(E[A-Z]+$|SQLITE_(CANTOPEN|READONLY|FULL|IOERR))/.test(code)) return error;
  return new UserError(
    'STATE_DIR_UNWRITABLE',
    `cannot write to the state directory ${dirname(file)} (${code})`,
    'make it writable, or set SERVEBENCH_HOME to another folder',
  );
}
