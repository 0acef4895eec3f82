import type Database from 'better-sqlite3';

import type { NoiseRecord } from '../core/noise-floor.js';
import { attempt, parseDocument, type DocumentRow } from './documents.js';

/** What A/A runs have found, for as long as their runs are kept. */
export interface Noise {
  add(record: NoiseRecord): void;
  /** @returns what was measured on this hardware, newest first */
  of(hardware: string): NoiseRecord[];
}

export function openNoise(db: Database.Database, file: string): Noise {
  return {
    add: (record) => {
      const { runId, measuredAt, hardware } = record;
      const insert = db.prepare('INSERT INTO noise VALUES (?, ?, ?, ?)');
      attempt(file, () => insert.run(runId, measuredAt, hardware, JSON.stringify(record)));
    },
    of: (hardware) =>
      attempt(file, () =>
        db
          .prepare<[string], DocumentRow>(
            `SELECT document, 'noise floor of run ' || run_id AS title FROM noise
             WHERE hardware = ? ORDER BY measured_at DESC`,
          )
          .all(hardware),
      ).map((row) => parseDocument<NoiseRecord>(file, row)),
  };
}
