import type Database from 'better-sqlite3';

import type { GateResult } from '../result/gate-contract.js';
import { attempt, parseDocument, type DocumentRow } from './documents.js';

/** One line of a listing. */
export interface GateSummary extends Pick<GateResult['gate'], 'id' | 'startedAt' | 'scenario' | 'verdict'> {
  /** What was compared with. */
  readonly base: string;
}

/** Every gate with its verdict: a document of its own, which does not need the runs it was made from. */
export interface Gates {
  add(result: GateResult): void;
  /** Newest first. */
  list(limit: number): GateSummary[];
  /** Newest first. */
  ids(): string[];
  /** @param id one of `ids()` */
  load(id: string): GateResult;
  remove(id: string): void;
}

export function openGates(db: Database.Database, file: string): Gates {
  return {
    add: (result) => {
      const { id, startedAt } = result.gate;
      attempt(file, () =>
        db.prepare('INSERT INTO gate VALUES (?, ?, ?)').run(id, startedAt, JSON.stringify(result)),
      );
    },
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
    ids: () =>
      attempt(file, () =>
        db.prepare<[], string>('SELECT id FROM gate ORDER BY started_at DESC, rowid DESC').pluck().all(),
      ),
    load: (id) => {
      const row = attempt(file, () =>
        db
          .prepare<[string], DocumentRow>(`SELECT document, 'gate ' || id AS title FROM gate WHERE id = ?`)
          .get(id),
      );
      if (!row) throw new Error(`no gate ${id} is stored`);
      return parseDocument(file, row);
    },
    remove: (id) => void attempt(file, () => db.prepare('DELETE FROM gate WHERE id = ?').run(id)),
  };
}
