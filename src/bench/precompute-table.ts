import { join } from 'node:path';

import { UserError } from '../core/errors.js';
import type { Scenario } from '../core/scenario.js';
import type { JobProgress, TableEstimate } from '../core/table-manifest.js';
import type { Budget } from '../precompute/budget.js';
import { tableName, type KeySpec } from '../precompute/key-set.js';
import type { JobRequest } from '../precompute/plan-job.js';
import type { PrecomputeSpec } from '../precompute/role.js';
import type { JobResult } from '../precompute/run-job.js';
import { tablesDirOf } from '../precompute/state-folders.js';
import { publishedTables, storeAccess, storeTarget, type StoreOptions } from '../serving/store-options.js';
import { createEta } from './eta.js';
import { loadModel } from './load-model.js';
import type { Progress } from './ports.js';
import { watch, withProcess, type ProcessSettings } from './with-process.js';

export interface TableOrder {
  readonly store: StoreOptions;
  /** Name to publish under; undefined for one made of model and keys. */
  readonly name: string | undefined;
  readonly keys: KeySpec;
  readonly oov: boolean;
  readonly workers: number;
  readonly budget: Budget;
  readonly refresh: boolean;
}

export interface PrecomputeSettings extends ProcessSettings {
  /** Told once, before anything is scored. */
  readonly onEstimate: (estimate: TableEstimate) => void;
}

const PHASES: Readonly<Record<string, string>> = {
  keys: 'finding the keys',
  estimate: 'estimating',
  verify: 'asking the live model about a sample',
  publish: 'publishing',
};

/**
 * Builds the table of a scenario and publishes it, in the state directory or in a server, in a process of its own.
 * @throws UserError for what the job refuses; the signal's reason when interrupted, and then what was scored stays
 */
export async function precomputeTable(
  scenario: Scenario,
  order: TableOrder,
  settings: PrecomputeSettings,
): Promise<JobResult> {
  const { stateDir, progress, signal } = settings;
  const card = await loadModel(scenario.model);
  const published = publishedTables(order.store, tablesDirOf(stateDir));
  const { name = tableName(card.name, order.keys, order.oov), refresh } = order;
  const spec: PrecomputeSpec = { card, traffic: scenario.traffic, seed: scenario.seed };
  const options = { role: 'precompute', title: 'precompute job', specOf: () => spec };
  return withProcess(options, settings, async (job, workDir) => {
    const request: JobRequest = {
      ...order,
      name,
      store: order.store.store,
      target: published.target,
      access: storeAccess(order.store),
      sampleTarget: storeTarget(order.store, join(workDir, 'sample')),
      stateDir,
      ...(refresh ? { reuse: { name, ...published } } : {}),
    };
    const show = progressWriter(progress);
    const estimate = await watch(job, job.call<TableEstimate>('plan', request), settings, show);
    if (estimate.rows === 0) throw noKeys(estimate);
    settings.onEstimate(estimate);
    try {
      return await watch(job, job.call<JobResult>('build', request), settings, show);
    } catch (error) {
      if (signal.aborted) progress.note('what was scored is kept: run the same command again to go on');
      throw error;
    }
  });
}

function progressWriter(progress: Progress): (look: JobProgress) => void {
  const eta = createEta();
  eta.update(0, performance.now());
  return (look) => {
    const { rows, done, resumed } = look;
    eta.update(done - resumed, performance.now());
    progress.step(inWords(look, eta.rate()), eta.remainingMs(rows - resumed));
  };
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
