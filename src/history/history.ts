import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { DeploymentRecord } from '../core/deployment-record.js';
import { UserError } from '../core/errors.js';
import type { ModeRecord } from '../core/mode-record.js';
import type { RunRecord, StoredRun } from '../core/stored-run.js';
import type { TrialRecord } from '../core/trial-record.js';
import { openBaselines, type Baselines } from './baselines.js';
import { attempt as attemptOn } from './documents.js';
import { openDrills, type Drills } from './drills.js';
import { openGates, type Gates } from './gates.js';
import { listRuns, type RunFilter, type RunSummary } from './list-runs.js';
import { openNoise, type Noise } from './noise.js';
import { openDatabase } from './open-database.js';
import { resolveRunId } from './resolve-run-id.js';
import { openStoredRuns } from './stored-runs.js';

type RunEnd = Pick<RunRecord, 'status' | 'warnings'> & { readonly finishedAt: string };

/** Our notebook: every run with its raw histograms. It is never part of what is measured. */
export interface History {
  beginRun(run: RunRecord): void;
  recordMode(runId: string, mode: ModeRecord): void;
  /** Recorded again, it replaces what was known of that deployment. */
  recordDeployment(runId: string, deployment: DeploymentRecord): void;
  recordTrial(runId: string, trial: TrialRecord): void;
  finishRun(runId: string, end: RunEnd): void;
  /** Newest first. */
  list(filter?: RunFilter): RunSummary[];
  /** Of all runs, newest first. */
  ids(): string[];
  /** @param reference an id, the start of one, `latest` or `latest~N`. @throws UserError RUN_UNKNOWN, RUN_AMBIGUOUS */
  load(reference: string): StoredRun;
  /** Removes a run with everything that belongs to it. @returns its id @throws UserError as `load`, RUN_IN_USE */
  remove(reference: string): string;
  /** Records a whole run, as another history gave it out. @throws UserError RUN_EXISTS */
  add(stored: StoredRun): void;
  readonly noise: Noise;
  readonly baselines: Baselines;
  readonly gates: Gates;
  readonly drills: Drills;
  close(): void;
}

const FILE = 'history.db';

/** Every record is committed when its call returns, so SIGKILL loses at most the trial in progress. */
export function openHistory(stateDir: string): History {
  const file = join(stateDir, FILE);
  const db = openDatabase(file);
  const insertRun = db.prepare('INSERT INTO run VALUES (?, ?, ?, ?, ?, ?)');
  const updateRun = db.prepare('UPDATE run SET finished_at = ?, status = ?, document = ? WHERE id = ?');
  const insertMode = db.prepare(
    'INSERT INTO mode VALUES (?, ?, (SELECT count(*) FROM mode WHERE run_id = ?), ?)',
  );
  const insertDeployment = db.prepare('INSERT OR REPLACE INTO deployment VALUES (?, ?, ?, ?)');
  const insertTrial = db.prepare('INSERT INTO trial VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const runs = openStoredRuns(db, file);

  const attempt = <T>(step: () => T): T => attemptOn(file, step);
  const ids = (): string[] =>
    db.prepare<[], string>('SELECT id FROM run ORDER BY started_at DESC, rowid DESC').pluck().all();
  const resolve = (reference: string): string => resolveRunId(reference, ids());
  // One transaction: a run that goes on is seen as it was at one moment.
  const readRun = db.transaction((reference: string): StoredRun => runs.read(resolve(reference)));
  const removeRun = db.transaction((reference: string): string => {
    const id = resolve(reference);
    const names = history.baselines.list().flatMap(({ name, runId }) => (runId === id ? [name] : []));
    if (names.length > 0) {
      throw new UserError(
        'RUN_IN_USE',
        `run ${id} is what the baseline ${names.join(', ')} compares with`,
        `servebench baseline remove ${names[0]}, or set it anew, and remove the run then`,
      );
    }
    db.prepare('DELETE FROM run WHERE id = ?').run(id);
    return id;
  });
  const history: Omit<History, 'add'> = {
    beginRun: (run) => {
      const { id, startedAt, finishedAt, status, scenario } = run;
      attempt(() => insertRun.run(id, startedAt, finishedAt, status, scenario.name, JSON.stringify(run)));
    },
    recordMode: (runId, mode) => {
      attempt(() => insertMode.run(runId, mode.mode, runId, JSON.stringify(mode)));
    },
    recordDeployment: (runId, deployment) => {
      const { block, mode } = deployment;
      attempt(() => insertDeployment.run(runId, block, mode, JSON.stringify(deployment)));
    },
    recordTrial: (runId, trial) => {
      const { block, order, mode, load, outcome } = trial;
      const endedAt = new Date().toISOString();
      const document = JSON.stringify(trial);
      attempt(() => insertTrial.run(runId, block, order, mode, load, outcome.status, endedAt, document));
    },
    finishRun: (runId, end) => {
      attempt(() => {
        const run: RunRecord = { ...runs.record(runId), ...end };
        updateRun.run(run.finishedAt, run.status, JSON.stringify(run), runId);
      });
    },
    list: (filter = {}) => attempt(() => listRuns(db, filter)),
    ids: () => attempt(ids),
    load: (reference) => attempt(() => readRun(reference)),
    remove: (reference) => attempt(() => removeRun.immediate(reference)),
    noise: openNoise(db, file),
    baselines: openBaselines(db, file),
    gates: openGates(db, file),
    drills: openDrills(db, file),
    close: () => {
      db.close();
    },
  };

  const addRun = db.transaction(({ run, modes, deployments, trials }: StoredRun) => {
    if (runs.has(run.id)) {
      throw new UserError(
        'RUN_EXISTS',
        `run ${run.id} is in the history already`,
        `servebench runs remove ${run.id}, to import it again`,
      );
    }
    history.beginRun(run);
    for (const mode of modes) history.recordMode(run.id, mode);
    for (const deployment of deployments) history.recordDeployment(run.id, deployment);
    for (const trial of trials) history.recordTrial(run.id, trial);
  });
  return { ...history, add: (stored) => attempt(() => addRun.immediate(stored)) };
}

/** True where a history was begun in this state directory. */
export function hasHistory(stateDir: string): boolean {
  return existsSync(join(stateDir, FILE));
}

/** Short enough to type, random enough for a notebook: eight hexadecimal digits. */
export function newRunId(): string {
  return randomBytes(4).toString('hex');
}
