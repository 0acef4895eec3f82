import type Database from 'better-sqlite3';

import type { DrillResult } from '../result/drill-contract.js';
import { attempt } from './documents.js';
import { openKept, type KeptDocuments } from './kept-documents.js';

/** One line of a listing. */
export interface DrillSummary extends Pick<DrillResult['drill'], 'id' | 'startedAt' | 'scenario'> {
  /** What happened to the modes. */
  readonly drills: readonly string[];
  /** Labels of all modes that were asked for. */
  readonly modes: readonly string[];
}

/** Every drill, with what callers saw of it. */
export interface Drills extends KeptDocuments<DrillResult> {
  /** Newest first. */
  list(limit: number): DrillSummary[];
}

type Row = Pick<DrillSummary, 'id' | 'startedAt' | 'scenario'> & {
  readonly drills: string;
  readonly modes: string;
};

export function openDrills(db: Database.Database, file: string): Drills {
  return {
    ...openKept<DrillResult>(db, file, 'drill', ({ drill }) => drill),
    list: (limit) =>
      attempt(file, () =>
        db
          .prepare<[number], Row>(
            `SELECT id, started_at AS startedAt, json_extract(document, '$.drill.scenario') AS scenario,
               (SELECT json_group_array(json_extract(value, '$.drill')) FROM json_each(document, '$.drills')) AS drills,
               (SELECT json_group_array(key) FROM json_each(document, '$.drills[0].modes')) AS modes
             FROM drill ORDER BY started_at DESC, rowid DESC LIMIT ?`,
          )
          .all(limit)
          .map(({ drills, modes, ...rest }) => ({
            ...rest,
            drills: JSON.parse(drills) as string[],
            modes: JSON.parse(modes) as string[],
          })),
      ),
  };
}
