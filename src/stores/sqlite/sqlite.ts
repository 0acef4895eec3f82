import { statSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

import { systemErrorCode } from '../../core/errors.js';
import type { Key, PredictionStore, Reader, TableInfo, Tables, Value } from '../prediction-store.js';
import { invalidTable } from '../table-errors.js';
import { checkName } from '../table-name.js';
import { buildTable } from './build-table.js';
import { openOverlay } from './overlay.js';
import { openTable } from './table-file.js';
import { pointerFile, tableFiles, writeDurably } from './table-folder.js';

/** One SQLite file for each table, in a folder. Its readers are synchronous. */
export const sqliteStore = {
  id: 'sqlite',
  summary: 'one SQLite file per table, read in the application process',
  connect: (target) => sqliteTables(resolve(target)),
  open: (location) => openReader(resolve(location)),
  openOverlay: (_location, schema) => openOverlay(schema),
} as const satisfies PredictionStore;

function openReader(location: string): Reader {
  const { db, table } = openTable(location);
  const statement = db.prepare<[Key], Value | null>('SELECT value FROM prediction WHERE key = ?').pluck();
  return {
    table,
    get: (key) => {
      const value = statement.get(key);
      // SQLite keeps NaN as NULL.
      return value === null ? Number.NaN : value;
    },
    close: () => {
      db.close();
    },
  };
}

function sqliteTables(folder: string): Tables {
  return {
    build: (plan, rows, signal) => buildTable(folder, plan, rows, signal),
    publish: (name, location) => publishTable(folder, name, resolve(location)),
    current: (name) => currentTable(folder, name),
    pointer: async (name) => {
      const file = await readPointer(folder, name);
      return file === undefined ? undefined : join(folder, file);
    },
    prune: (name) => pruneTables(folder, name),
    server: () => undefined,
    close: () => undefined,
  };
}

async function publishTable(folder: string, name: string, location: string): Promise<void> {
  checkName(name);
  openTable(location).db.close();
  const table = basename(location);
  if (dirname(location) !== folder || !tableFiles(folder, name).includes(table)) {
    throw invalidTable(location, `it was not built as "${name}" in ${folder}`);
  }
  await writeDurably(folder, pointerFile(name), `${JSON.stringify({ table })}\n`);
}

async function currentTable(folder: string, name: string): Promise<TableInfo | undefined> {
  const file = await readPointer(folder, name);
  if (file === undefined) return undefined;
  const { db, table } = openTable(join(folder, file));
  db.close();
  return table;
}

async function pruneTables(folder: string, name: string): Promise<string[]> {
  const current = await readPointer(folder, name);
  if (current === undefined) return [];
  const publishedMs = statSync(join(folder, pointerFile(name))).mtimeMs;
  // What is newer than the pointer was built, and waits to be published.
  const old = tableFiles(folder, name)
    .filter((file) => file !== current)
    .map((file) => join(folder, file))
    .filter((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < publishedMs);
  // A reader that has one open keeps it: the name goes, the content stays until it is closed.
  await Promise.all(old.map((file) => rm(file, { force: true })));
  return old;
}

async function readPointer(folder: string, name: string): Promise<string | undefined> {
  checkName(name);
  const pointer = join(folder, pointerFile(name));
  let text: string;
  try {
    text = await readFile(pointer, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const table = /^\{"table":"([^"/\\]+)"\}$/.exec(text.trim())?.[1];
  if (table === undefined) throw invalidTable(pointer, 'it does not name a table');
  return table;
}
