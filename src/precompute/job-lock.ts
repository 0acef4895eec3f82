import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { makeFolder } from '../files/make-folder.js';
import { systemErrorCode, UserError } from '../core/errors.js';
import { isSameProcess, processStart } from '../processes/process-identity.js';

export interface JobLock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  /** When the process started, so that another process with the same number is not taken for it. */
  readonly processStart: string;
  /** ISO 8601. */
  readonly since: string;
}

/** A job that was killed a moment ago may need this long to end. */
const PATIENCE_MS = 3000;
const POLL_MS = 100;

/**
 * Keeps two jobs from building the same table at once, which would only waste work: each would publish a complete one.
 * The lock of a process that has died is taken over.
 *
 * @throws UserError PRECOMPUTE_LOCKED that says who holds it, since when
 */
export async function lockJob(file: string, table: string, patienceMs = PATIENCE_MS): Promise<JobLock> {
  makeFolder(dirname(file));
  const mine: Holder = {
    pid: process.pid,
    processStart: (await processStart(process.pid)) ?? '',
    since: new Date().toISOString(),
  };
  const text = JSON.stringify(mine);
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    if (await take(file, text)) return { release: () => release(file, text) };
    const holder = await readHolder(file);
    // Between the two looks it was released, or is half-written by nobody: it appears whole.
    if (holder === undefined) continue;
    if (holder === 'damaged' || !(await isSameProcess(holder.pid, holder.processStart))) {
      await removeStale(file, holder === 'damaged' ? undefined : JSON.stringify(holder));
    } else if (performance.now() >= deadlineMs) {
      throw lockedError(table, holder);
    } else {
      await wait(POLL_MS);
    }
  }
}

/** A link to a file that is complete appears at once, or not at all where there is one. */
async function take(file: string, text: string): Promise<boolean> {
  const own = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(own, text);
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function readHolder(file: string): Promise<Holder | 'damaged' | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isHolder(holder) ? holder : 'damaged';
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return 'damaged';
    throw error;
  }
}

function isHolder(value: unknown): value is Holder {
  const holder = value as Partial<Holder> | null;
  return (
    typeof holder === 'object' &&
    holder !== null &&
    typeof holder.pid === 'number' &&
    typeof holder.processStart === 'string' &&
    typeof holder.since === 'string'
  );
}

/** Only one of several jobs that find it stale moves it away; what turns out to be a fresh one is put back. */
async function removeStale(file: string, stale: string | undefined): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(file, aside);
    const moved = await readFile(aside, 'utf8');
    if (stale !== undefined && moved !== stale) await link(aside, file).catch(() => undefined);
    await rm(aside, { force: true });
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}

async function release(file: string, text: string): Promise<void> {
  try {
    if ((await readFile(file, 'utf8')) === text) await rm(file, { force: true });
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}

function lockedError(table: string, { pid, since }: Holder): UserError {
  return new UserError(
    'PRECOMPUTE_LOCKED',
    `the table ${table} is being built by process ${pid}, since ${since}`,
    `wait for it, or stop it with: kill ${pid} (what it has scored stays)`,
  );
}
