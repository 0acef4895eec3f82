import type Database from 'better-sqlite3';

import { UserError } from '../core/errors.js';
import { attempt, parseDocument, type DocumentRow } from './documents.js';

/** Documents that need nothing else in the history, each a row of a table of their own. */
export interface KeptDocuments<T> {
  /** @throws UserError DOCUMENT_EXISTS where one of that id is kept already */
  add(document: T): void;
  /** Newest first. */
  ids(): string[];
  /** @param id one of `ids()` */
  load(id: string): T;
  remove(id: string): void;
}

/** What tells one document from the others, and when it was begun. */
interface Head {
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** @param kind of the documents: the name of their table */
export function openKept<T>(
  db: Database.Database,
  file: string,
  kind: 'gate' | 'drill',
  headOf: (document: T) => Head,
): KeptDocuments<T> {
  const insert = db.prepare(`INSERT OR IGNORE INTO ${kind} VALUES (?, ?, ?)`);
  return {
    add: (document) => {
      const { id, startedAt } = headOf(document);
      const { changes } = attempt(file, () => insert.run(id, startedAt, JSON.stringify(document)));
      if (changes > 0) return;
      throw new UserError(
        'DOCUMENT_EXISTS',
        `${kind} ${id} is in the history already`,
        `servebench runs remove ${id}, to import it again`,
      );
    },
    ids: () =>
      attempt(file, () =>
        db.prepare<[], string>(`SELECT id FROM ${kind} ORDER BY started_at DESC, rowid DESC`).pluck().all(),
      ),
    load: (id) => {
      const row = attempt(file, () =>
        db
          .prepare<[string], DocumentRow>(
            `SELECT document, '${kind} ' || id AS title FROM ${kind} WHERE id = ?`,
          )
          .get(id),
      );
      if (!row) throw new Error(`no ${kind} ${id} is stored`);
      return parseDocument(file, row);
    },
    remove: (id) => void attempt(file, () => db.prepare(`DELETE FROM ${kind} WHERE id = ?`).run(id)),
  };
}
