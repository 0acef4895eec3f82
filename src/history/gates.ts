import type Database from 'better-sqlite3';

import type { GateResult } from '../result/gate-contract.js';
import { attempt } from './documents.js';
import { openKept, type KeptDocuments } from './kept-documents.js';

/** One line of a listing. */
export interface GateSummary extends Pick<GateResult['gate'], 'id' | 'startedAt' | 'scenario' | 'verdict'> {
  /** What was compared with. */
  readonly base: string;
}

/** Every gate with its verdict: a document of its own, which does not need the runs it was made from. */
export interface Gates extends KeptDocuments<GateResult> {
  /** Newest first. */
  list(limit: number): GateSummary[];
}

export function openGates(db: Database.Database, file: string): Gates {
  return {
    ...openKept<GateResult>(db, file, 'gate', ({ gate }) => gate),
    list: (limit) =>
      attempt(file, () =>
        db
          .prepare<[number], GateSummary>(
            `SELECT id, started_at AS startedAt, json_extract(document, '$.gate.scenario') AS scenario,
               json_extract(document, '$.gate.verdict') AS verdict,
               json_extract(document, '$.gate.base.title') AS base
             FROM gate ORDER BY started_at DESC, rowid DESC LIMIT ?`,
          )
          .all(limit),
      ),
  };
}
