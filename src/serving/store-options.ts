import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';

import type { StoreAccess } from '../core/predictor-spec.js';
import type { JobRequest } from '../precompute/plan-job.js';
import { recordsDirOf } from '../precompute/state-folders.js';
import type { StoreOverride } from '../scenario/override-store.js';
import { literalPassword } from '../stores/store-password.js';
import { expectedUrl, SERVER_STORES, storeUrlProblem, type ServerStore } from '../stores/store-url.js';

const STORES = ['sqlite', ...SERVER_STORES] as const;

/** Options of a mode that keeps a prediction table; `--store` overrides them in every mode that has them. */
export const STORE_FIELDS = {
  store: z.enum(STORES).default('sqlite'),
  /** Where the server is; a password is better named, as `${VARIABLE}`, than written. */
  url: z.string().exactOptional(),
  /** How long the application waits for a look-up in a server, in milliseconds. */
  timeoutMs: z.int().min(1).default(1000),
};

export interface StoreOptions {
  readonly store: (typeof STORES)[number];
  readonly url?: string;
  readonly timeoutMs: number;
}

/** Store and URL must fit: for `superRefine`. No message repeats the URL. */
export function checkStoreOptions({ store, url }: StoreOptions, context: z.RefinementCtx): void {
  const report = (message: string): void => {
    context.addIssue({ code: 'custom', path: ['url'], message });
  };
  if (!isServer(store)) {
    if (url !== undefined)
      report('SQLite tables are files of the run; give a URL with store: postgres or redis');
    return;
  }
  const problem = url === undefined ? `missing; ${expectedUrl(store)}` : storeUrlProblem(store, url);
  if (problem !== undefined) report(problem);
}

/** What `--store` says in place of a mode's own options. */
export function replaceStore(options: StoreOptions, override: StoreOverride | undefined): StoreOptions {
  if (!override) return options;
  const { timeoutMs } = options;
  const store = z.enum(STORES).parse(override.store);
  return override.url === undefined ? { store, timeoutMs } : { store, timeoutMs, url: override.url };
}

/** @returns where a job builds a table: in a folder, or in the server wherever that folder is. */
export function storeTarget({ store, url }: StoreOptions, folder: string): string {
  return isServer(store) ? (url ?? '') : folder;
}

/** What a job is told of a store for tables that live no longer than the folder, or the job. */
export function passingTables(
  options: StoreOptions,
  workDir: string,
): Pick<JobRequest, 'store' | 'target' | 'sampleTarget' | 'access' | 'temporary'> {
  return {
    store: options.store,
    target: storeTarget(options, join(workDir, 'tables')),
    sampleTarget: storeTarget(options, join(workDir, 'sample')),
    access: storeAccess(options),
    temporary: isServer(options.store),
  };
}

/** Where `servebench precompute` publishes tables, and what is written down of them. */
export function publishedTables(
  options: StoreOptions,
  tablesDir: string,
): { readonly target: string; readonly tablesDir: string } {
  const target = storeTarget(options, tablesDir);
  return { target, tablesDir: recordsDirOf(tablesDir, target) };
}

/** @returns a name for a passing table. A server may be shared: with other modes, other runs, and tables that are to stay. */
export function passingName({ store }: StoreOptions, name: string): string {
  return isServer(store) ? `run-${randomBytes(6).toString('hex')}` : name;
}

/** @returns what applications need to read the table, besides its location. */
export function storeAccess({ url, timeoutMs }: StoreOptions): StoreAccess {
  return { password: url === undefined ? undefined : literalPassword(url), timeoutMs };
}

export function isServer(store: StoreOptions['store']): store is ServerStore {
  return (SERVER_STORES as readonly string[]).includes(store);
}
