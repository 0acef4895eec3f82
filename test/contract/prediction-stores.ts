import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { PredictionStore } from '../../src/stores/prediction-store.js';
import { sqliteStore } from '../../src/stores/sqlite/sqlite.js';

/** What the suite needs to know of a store beyond its port. */
export interface StoreUnderTest {
  readonly store: PredictionStore;
  /** Integer -> real, indexes included. */
  readonly maxBytesPerRow: number;
  createTarget(): Promise<string>;
  removeTarget(target: string): Promise<void>;
  /** Everything in the target, tables and drafts alike. */
  list(target: string): Promise<readonly string[]>;
  /** Leaves half of a table. */
  damage(location: string): Promise<void>;
  /** Something else where a table could be. @returns its location. */
  createForeign(target: string): Promise<string>;
}

/** One line for each store: the whole suite runs against it. */
export const STORES = {
  sqlite: {
    store: sqliteStore,
    maxBytesPerRow: 24,
    createTarget: () => mkdtemp(join(tmpdir(), 'servebench-tables-')),
    removeTarget: (target) => rm(target, { recursive: true, force: true }),
    list: (target) => readdir(target),
    damage: async (location) => truncate(location, (await stat(location)).size / 2),
    createForeign: async (target) => {
      const location = join(target, 'foreign.db');
      await writeFile(location, 'not a table '.repeat(1000));
      return location;
    },
  },
} as const satisfies Record<string, StoreUnderTest>;
