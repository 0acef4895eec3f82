import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

import { makeFolder } from '../files/make-folder.js';
import { systemErrorCode, UserError } from '../core/errors.js';
import { retryWhileBusy } from '../core/retry-while-busy.js';

/** "SBAS" in the header of the file: what tells an artifact store from any other SQLite database. */
const APPLICATION_ID = 0x53_42_41_53;
const FORMAT_VERSION = 1;
/** Two publishers wait for each other this long: a model of 100 MB is written in 1 to 3 s. */
const BUSY_TIMEOUT_MS = 30_000;
/** Large pages suit large values: 100 MB are written twice as fast as with 4 KiB. */
const PAGE_BYTES = 16_384;

const SCHEMA = `
  CREATE TABLE content (
    sha256 TEXT PRIMARY KEY,
    bytes  BLOB NOT NULL
  ) STRICT;
  CREATE TABLE artifact (
    model        TEXT NOT NULL,
    version      INTEGER NOT NULL,
    sha256       TEXT NOT NULL REFERENCES content (sha256),
    size         INTEGER NOT NULL,
    card         TEXT NOT NULL,
    published_at TEXT NOT NULL,
    PRIMARY KEY (model, version)
  ) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT_VERSION};
`;

/** Opens the store, and creates it where there is none. @throws UserError ARTIFACT_STORE_INVALID, ARTIFACT_STORE_UNWRITABLE. */
export function openForPublishing(file: string): Database.Database {
  let db: Database.Database | undefined;
  try {
    makeFolder(dirname(file));
    db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    if (!isNew(db)) checkFormat(db, file);
    db.pragma(`page_size = ${PAGE_BYTES}`);
    useWriteAheadLog(db);
    db.pragma('synchronous = FULL');
    createSchema(db);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof UserError) throw error;
    if (isDamage(error)) throw invalidStore(file, String(error));
    throw new UserError(
      'ARTIFACT_STORE_UNWRITABLE',
      `The artifact store ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      'Make its folder writable, or choose another one',
    );
  }
}

/** @throws UserError ARTIFACT_STORE_MISSING, ARTIFACT_STORE_INVALID. */
export function openForReading(file: string): Database.Database {
  if (!existsSync(file)) {
    throw new UserError(
      'ARTIFACT_STORE_MISSING',
      `There is no artifact store at ${file}`,
      'Publish a model first, with `servebench models publish`',
    );
  }
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true, fileMustExist: true });
    checkFormat(db, file);
    return db;
  } catch (error) {
    db?.close();
    throw error instanceof UserError ? error : invalidStore(file, String(error));
  }
}

/**
 * Closes the publishing side, such that readers without the right to write can open the store afterwards. They need
 * the files -wal and -shm, which the last connection removes if it can write: so one that cannot goes last.
 */
export function closePublishing(db: Database.Database, file: string): void {
  const last = existsSync(file) ? new Database(file, { readonly: true }) : undefined;
  last?.prepare('SELECT count(*) FROM artifact').get();
  db.close();
  last?.close();
}

/** Readers never wait for a publisher, nor it for them. */
function useWriteAheadLog(db: Database.Database): void {
  retryWhileBusy(() => void db.pragma('journal_mode = WAL'), BUSY_TIMEOUT_MS);
}

function createSchema(db: Database.Database): void {
  // Two processes may create the store at once: the second one finds it made.
  db.transaction(() => {
    if (isNew(db)) db.exec(SCHEMA);
  }).immediate();
}

function isNew(db: Database.Database): boolean {
  return db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}

function checkFormat(db: Database.Database, file: string): void {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw invalidStore(file, 'it is something else');
  }
  const version = db.pragma('user_version', { simple: true });
  if (version !== FORMAT_VERSION) {
    throw invalidStore(file, `its format is ${String(version)}, this version reads ${FORMAT_VERSION}`);
  }
}

function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(systemErrorCode(error) ?? '');
}

function invalidStore(file: string, reason: string): UserError {
  return new UserError(
    'ARTIFACT_STORE_INVALID',
    `${file} cannot be read as an artifact store: ${reason}`,
    'Choose another file, or make its folder writable if only that is missing',
  );
}
