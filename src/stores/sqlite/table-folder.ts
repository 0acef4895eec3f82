import Database from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { open, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { TableInfo, TableSchema } from '../prediction-store.js';
import { tableId } from '../table-name.js';
import { tuneForBuilding } from './table-file.js';

/*
 * <name>-<16 hex digits>.db             a complete table, never written again
 * <name>.current                        the pointer: JSON with the file name of the published table
 * <name>-<16 hex digits>.building       a draft, locked by the process that fills it
 * <name>-<16 hex digits>.building-...   side files of a draft
 */

/** The same content with the same metadata gets the same file. */
export function tableFile(name: string, table: Pick<TableInfo, 'checksum' | 'metadata'>): string {
  return `${tableId(name, table)}.db`;
}

export function pointerFile(name: string): string {
  return `${name}.current`;
}

/** @returns file names of the complete tables of `name`. */
export function tableFiles(folder: string, name: string): string[] {
  return readdirSync(folder).filter((file) => isOf(name, file, /^-[0-9a-f]{16}\.db$/));
}

/** A file that is being filled. */
export interface Draft {
  readonly file: string;
  /** In a transaction, with the file locked until it is closed. */
  readonly db: Database.Database;
}

export function createDraft(folder: string, name: string, schema: TableSchema): Draft {
  for (;;) {
    const file = join(folder, `${name}-${randomBytes(8).toString('hex')}.building`);
    const db = new Database(file);
    tuneForBuilding(db, schema);
    db.exec('BEGIN EXCLUSIVE');
    // Another build may have taken the file for abandoned just before it was locked.
    if (existsSync(file)) return { file, db };
    db.close();
  }
}

/** Closes a draft, and removes what is left of it. */
export function discardDraft(draft: Draft): void {
  draft.db.close();
  for (const suffix of ['', '-compact', '-compact-journal'])
    rmSync(`${draft.file}${suffix}`, { force: true });
}

/** @returns the name for a compact copy of the draft; it is removed with the draft. */
export function compactFile(draft: Draft): string {
  return `${draft.file}-compact`;
}

/** Removes the drafts of builds that were killed. The kernel drops a process's locks with it: pids can be reused, locks cannot. */
export function removeAbandonedDrafts(folder: string, name: string): void {
  for (const entry of readdirSync(folder)) {
    if (!isOf(name, entry, /^-[0-9a-f]{16}\.building$/)) continue;
    const file = join(folder, entry);
    const db = new Database(file, { timeout: 0 });
    if (isLocked(db)) db.close();
    else discardDraft({ file, db });
  }
}

function isLocked(db: Database.Database): boolean {
  try {
    db.exec('BEGIN EXCLUSIVE');
    return false;
  } catch (error) {
    // Anything but a lock means a half-written file.
    return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
  }
}

/** Renames `from` to `to` in `folder`, such that a crash leaves either all of it or nothing. */
export async function moveDurably(folder: string, from: string, to: string): Promise<void> {
  // The handle is closed last: closing one drops every lock of this process on the file (POSIX), a draft's too.
  const handle = await open(from, 'r');
  try {
    await handle.sync();
    await rename(from, join(folder, to));
  } finally {
    await handle.close();
  }
  const folderHandle = await open(folder, 'r');
  try {
    await folderHandle.sync();
  } finally {
    await folderHandle.close();
  }
}

/** Replaces a small file as a whole. */
export async function writeDurably(folder: string, to: string, text: string): Promise<void> {
  const temporary = join(folder, `${to}.${randomBytes(8).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, text);
    // The kernel's own stamps lag by milliseconds; `prune` compares this one with those of tables.
    await utimes(temporary, new Date(), new Date());
    await moveDurably(folder, temporary, to);
  } finally {
    await rm(temporary, { force: true });
  }
}

function isOf(name: string, file: string, rest: RegExp): boolean {
  return file.startsWith(name) && rest.test(file.slice(name.length));
}
