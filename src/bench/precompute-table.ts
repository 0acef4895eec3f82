import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { UserError } from '../core/errors.js';
import type { Scenario } from '../core/scenario.js';
import type { JobProgress, TableEstimate } from '../core/table-manifest.js';
import { newRunId } from '../history/history.js';
import type { Budget } from '../precompute/budget.js';
import { tableName, type KeySpec } from '../precompute/key-set.js';
import type { JobRequest } from '../precompute/plan-job.js';
import type { PrecomputeSpec } from '../precompute/role.js';
import type { JobResult } from '../precompute/run-job.js';
import { tablesDirOf } from '../precompute/state-folders.js';
import { createProcessGroup, type RunningProcess } from '../processes/process-group.js';
import { createEta } from './eta.js';
import { loadModel } from './load-model.js';
import type { Progress } from './ports.js';
import { createWorkDir } from './work-dir.js';

export interface TableOrder {
  readonly store: string;
  /** Name to publish under; undefined for one made of model and keys. */
  readonly name: string | undefined;
  readonly keys: KeySpec;
  readonly oov: boolean;
  readonly workers: number;
  readonly budget: Budget;
  readonly refresh: boolean;
}

export interface PrecomputeSettings {
  readonly stateDir: string;
  readonly progress: Progress;
  /** Told once, before anything is scored. */
  readonly onEstimate: (estimate: TableEstimate) => void;
  readonly signal: AbortSignal;
  /** Time between two looks at how far the job is. */
  readonly lookMs: number;
}

const READY_TIMEOUT_MS = 60_000;
const PHASES: Readonly<Record<string, string>> = {
  keys: 'finding the keys',
  estimate: 'estimating',
  verify: 'asking the live model about a sample',
  publish: 'publishing',
};

/**
 * Builds the table of a scenario into the state directory and publishes it, in a process of its own.
 * @throws UserError for what the job refuses; the signal's reason when interrupted, and then what was scored stays
 */
export async function precomputeTable(
  scenario: Scenario,
  order: TableOrder,
  settings: PrecomputeSettings,
): Promise<JobResult> {
  const { stateDir, progress, signal } = settings;
  const card = await loadModel(scenario.model);
  const workDir = await createWorkDir(stateDir, newRunId());
  const processes = createProcessGroup(signal);
  const tablesDir = tablesDirOf(stateDir);
  const { name = tableName(card.name, order.keys, order.oov), refresh } = order;
  const request: JobRequest = {
    ...order,
    name,
    target: tablesDir,
    sampleTarget: join(workDir.path, 'sample'),
    stateDir,
    ...(refresh ? { reuse: { target: tablesDir, tablesDir } } : {}),
  };
  let isScoring = false;
  try {
    const job = await processes.start({
      role: 'precompute',
      title: 'precompute job',
      spec: { card, traffic: scenario.traffic, seed: scenario.seed } satisfies PrecomputeSpec,
      readyTimeoutMs: READY_TIMEOUT_MS,
    });
    const estimate = await watched(job, job.call<TableEstimate>('plan', request), settings);
    if (estimate.rows === 0) throw noKeys(estimate);
    settings.onEstimate(estimate);
    isScoring = true;
    return await watched(job, job.call<JobResult>('build', request), settings);
  } catch (error) {
    if (signal.aborted && isScoring) {
      progress.note('what was scored is kept: run the same command again to go on');
    }
    // The death of the job is then our own doing.
    signal.throwIfAborted();
    throw error;
  } finally {
    progress.done();
    await processes.stopAll();
    await workDir.remove();
  }
}

/** Shows how far the job is until `result` is there. */
async function watched<T>(
  job: RunningProcess,
  result: Promise<T>,
  { progress, lookMs }: PrecomputeSettings,
): Promise<T> {
  const eta = createEta();
  eta.update(0, performance.now());
  const ended = result.then(
    () => undefined,
    () => undefined,
  );
  const look = (): Promise<JobProgress | undefined> =>
    // Where the job has died, `result` says why.
    Promise.race([job.call<JobProgress>('progress'), ended]).catch(() => undefined);
  while (await Promise.race([wait(lookMs, true, { ref: false }), ended])) {
    const looked = await look();
    if (!looked) break;
    eta.update(looked.done - looked.resumed, performance.now());
    progress.step(inWords(looked, eta.rate()), eta.remainingMs(looked.rows - looked.resumed));
  }
  return result;
}

function inWords({ phase, rows, done, resumed }: JobProgress, rate: number): string {
  const words = PHASES[phase];
  if (words !== undefined) return words;
  const count = (value: number): string => Math.round(value).toLocaleString('en');
  const share = rows === 0 ? 1 : done / rows;
  const before = resumed > 0 ? `, ${count(resumed)} of them from before` : '';
  return `${count(done)} of ${count(rows)} rows (${(share * 100).toFixed(1)}%${before}), ${count(rate)} rows/s`;
}

function noKeys({ keysFrom }: TableEstimate): UserError {
  return new UserError(
    'KEYS_EMPTY',
    `there are no keys to score: ${keysFrom}`,
    'give the scenario a history (traffic.history, or a log with traffic.split), or use --keys full or --keys list:FILE',
  );
}
