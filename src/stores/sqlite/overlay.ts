import Database from 'better-sqlite3';

import type { Key, Overlay, TableSchema, Value } from '../prediction-store.js';

/**
 * In a temporary database of this process: SQLite keeps it in a file without a name as soon as it outgrows the cache,
 * and the system removes that with the process, however it ends.
 */
export function openOverlay({ key, value }: TableSchema): Overlay {
  const db = new Database('');
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  const keyType = key === 'integer' ? 'INTEGER PRIMARY KEY' : 'BLOB PRIMARY KEY';
  const valueType = value === 'real' ? 'REAL' : 'BLOB';
  db.exec(
    `CREATE TABLE prediction (key ${keyType}, value ${valueType}) STRICT${key === 'bytes' ? ', WITHOUT ROWID' : ''}`,
  );
  const find = db.prepare<[Key], Value | null>('SELECT value FROM prediction WHERE key = ?').pluck();
  const insert = db.prepare<[Key, Value]>('INSERT OR REPLACE INTO prediction VALUES (?, ?)');
  const clear = db.prepare('DELETE FROM prediction');
  return {
    get: (wanted) => {
      const found = find.get(wanted);
      return found === null ? Number.NaN : found;
    },
    put: db.transaction(({ keys, values }) => {
      for (let row = 0; row < keys.length; row++) insert.run(keys[row] as Key, values[row] as Value);
    }),
    clear: () => {
      clear.run();
    },
    close: () => {
      db.close();
    },
  };
}
