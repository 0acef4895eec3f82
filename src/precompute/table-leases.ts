import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { makeFolder } from '../files/make-folder.js';
import { systemErrorCode } from '../core/errors.js';
import { isSameProcess, processStart } from '../processes/process-identity.js';

/*
 * <tables>/leases/<pid>-<start>-<random>     the location of a published table that a process will go on opening
 *
 * A store keeps a removed table for readers that have it open; a run also opens it again, block after block.
 */

const LEASE = /^(\d+)-(\d*)-[0-9a-f]+$/;

/**
 * Keeps a published table from being removed for as long as this process lives.
 * @returns the lease, for `endLease`
 */
export async function leaseTable(tablesDir: string, location: string): Promise<string> {
  const folder = join(tablesDir, 'leases');
  makeFolder(folder);
  const start = (await processStart(process.pid)) ?? '';
  const lease = join(folder, `${process.pid}-${start}-${randomBytes(6).toString('hex')}`);
  await writeFile(lease, location);
  return lease;
}

/** Whoever has the table open keeps it; nobody will open it again. */
export async function endLease(lease: string): Promise<void> {
  await rm(lease, { force: true });
}

/** Locations that living processes hold, and which process does. Leases of dead ones are removed. */
export async function leasedTables(tablesDir: string): Promise<ReadonlyMap<string, number>> {
  const folder = join(tablesDir, 'leases');
  const held = new Map<string, number>();
  for (const file of await list(folder)) {
    const [, pid = '', start = ''] = LEASE.exec(file) ?? [];
    if (pid === '') continue;
    const path = join(folder, file);
    if (await isSameProcess(Number(pid), start)) held.set(await readFile(path, 'utf8'), Number(pid));
    else await rm(path, { force: true });
  }
  return held;
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
