import { z } from 'zod';

import type { StoreAccess } from '../core/predictor-spec.js';
import {
  expectedUrl,
  literalPassword,
  SERVER_STORES,
  storeUrlProblem,
  type ServerStore,
} from '../stores/store-url.js';

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

/** @returns where the store builds its tables; and whether that outlives the run, unless it is cleaned up. */
export function storeTarget(
  { store, url }: StoreOptions,
  folder: string,
): { target: string; isServer: boolean } {
  return isServer(store) ? { target: url ?? '', isServer: true } : { target: folder, isServer: false };
}

/** @returns what applications need to read the table, besides its location. */
export function storeAccess({ url, timeoutMs }: StoreOptions): StoreAccess {
  return { password: url === undefined ? undefined : literalPassword(url), timeoutMs };
}

export function isServer(store: StoreOptions['store']): store is ServerStore {
  return (SERVER_STORES as readonly string[]).includes(store);
}
