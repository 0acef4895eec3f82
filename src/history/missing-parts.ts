import Database from 'better-sqlite3';

import { MIGRATIONS } from './migrations.js';

const COLUMNS = `
  SELECT made.name AS "table", held.name AS "column"
  FROM sqlite_schema AS made, pragma_table_info(made.name) AS held
  WHERE made.type = 'table'`;

/**
 * What a history of one schema version has and this one lacks. @returns each in words: `the table gate`, `the column
 * document of trial`
 */
export function missingParts(db: Database.Database, version: number): string[] {
  const held = columnsOf(db);
  const missing = expectedColumns(version).flatMap(({ table, column }) => {
    const found = held.filter((other) => other.table === table);
    if (found.length === 0) return [`the table ${table}`];
    return found.some((other) => other.column === column) ? [] : [`the column ${column} of ${table}`];
  });
  return [...new Set(missing)];
}

interface Column {
  readonly table: string;
  readonly column: string;
}

function expectedColumns(version: number): Column[] {
  const made = new Database(':memory:');
  try {
    for (const sql of MIGRATIONS.slice(0, version)) made.exec(sql);
    return columnsOf(made);
  } finally {
    made.close();
  }
}

function columnsOf(db: Database.Database): Column[] {
  return db.prepare<[], Column>(COLUMNS).all();
}
