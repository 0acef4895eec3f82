import type { Scenario } from '../core/scenario.js';
import type { StorageReport, StoredPart } from '../core/storage-report.js';
import type { TableEstimate } from '../core/table-manifest.js';
import { keyDigitsOf, unboundedFeatures } from '../inference/key-digits.js';
import { keysText, type KeySpec } from '../precompute/key-set.js';
import type { JobRequest } from '../precompute/plan-job.js';
import type { PrecomputeSpec } from '../precompute/role.js';
import type { JobResult } from '../precompute/run-job.js';
import { budgetOf, storageSteps, type BuiltStep, type RowCost } from '../precompute/storage-growth.js';
import type { RunningProcess } from '../processes/child-link.js';
import { isServer, passingName, passingTables, type StoreOptions } from '../serving/store-options.js';
import { formatBytes, formatCount } from '../reporters/format-number.js';
import { loadModel } from './load-model.js';
import { artifactBytes, memoryParts } from './stored-parts.js';
import { withProcess, type ProcessSettings } from './with-process.js';

export interface StorageOrder {
  readonly store: StoreOptions;
  /** Keys that the scenario asks for. */
  readonly keys: KeySpec;
  readonly oov: boolean;
  readonly workers: number;
  /** The budget whose end is told in words. */
  readonly maxBytes: number;
  /** No larger table is built, and none that would probably end later than this. */
  readonly maxRows: number;
  readonly timeLimitMs: number;
}

/** Tables here are small, or refused by rows. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/**
 * Builds tables of the first 1, 2, 3, ... features of a model by the job of `servebench precompute`, as far as rows and
 * time allow, extrapolates the rest, and measures what the other patterns store.
 */
export async function measureStorage(
  scenario: Scenario,
  order: StorageOrder,
  settings: ProcessSettings,
): Promise<StorageReport> {
  const startedMs = performance.now();
  const card = await loadModel(scenario.model);
  const spec: PrecomputeSpec = { card, traffic: scenario.traffic, seed: scenario.seed };
  const options = { role: 'precompute', title: 'precompute job', specOf: () => spec };
  return withProcess(options, settings, async (job, workDir) => {
    const unbounded = unboundedFeatures(card);
    const digits = keyDigitsOf(card, order.oov) ?? [];
    const isCountable = digits.reduce((product, { radix }) => product * radix, 1) <= Number.MAX_SAFE_INTEGER;
    const built = isCountable ? await buildSteps(job, order, digits, workDir, settings) : [];
    settings.progress.step('a table as the scenario asks for', 0);
    const asked = await estimateAsked(job, order, workDir);
    const isWhole = built.length === digits.length;
    const whole = isCountable && !isWhole ? await planFor(job, order, { kind: 'full' }, workDir) : undefined;
    const steps = storageSteps(digits, built, rowCost(whole ?? asked));
    const full = steps.at(-1);
    const tableWhere = isServer(order.store.store) ? 'server' : 'disk';
    const parts: StoredPart[] = [
      { title: 'model file', bytes: card.bytes, where: 'disk', kind: 'measured' },
      { title: 'artifact store', bytes: await artifactBytes(card, workDir), where: 'disk', kind: 'measured' },
      ...(asked
        ? [
            {
              title: `table of ${formatCount(asked.rows)} keys, as in the scenario (${keysText(order.keys)})`,
              bytes: asked.bytes,
              where: tableWhere,
              kind: 'extrapolated',
            } as const,
          ]
        : []),
      ...(full
        ? [
            {
              title: `table of the whole domain, ${formatCount(full.rows)} keys`,
              bytes: full.bytes,
              where: tableWhere,
              kind: full.kind,
            } as const,
          ]
        : []),
      ...(await memoryParts(card, settings)),
    ];
    return {
      schemaVersion: 1,
      scenario: scenario.name,
      model: { name: card.name, sha256: card.sha256 },
      store: order.store.store,
      oov: order.oov,
      steps,
      unbounded,
      budget: budgetOf(steps, unbounded, order.maxBytes, formatBytes),
      parts,
      seconds: (performance.now() - startedMs) / 1000,
    };
  });
}

/** One table after the other, until the next one would be too large or take too long. */
async function buildSteps(
  job: RunningProcess,
  order: StorageOrder,
  digits: readonly { readonly feature: string; readonly radix: number }[],
  workDir: string,
  { progress }: ProcessSettings,
): Promise<BuiltStep[]> {
  const built: BuiltStep[] = [];
  const deadlineMs = performance.now() + order.timeLimitMs;
  let rows = 1;
  for (const [index, { feature, radix }] of digits.entries()) {
    rows *= radix;
    const last = built.at(-1);
    const likelyMs = last ? (last.seconds / last.rows) * rows * 1000 : 0;
    // A table of a few rows takes what any table takes, which says nothing of a large one.
    const isLate = (last?.rows ?? 0) > 10_000 && performance.now() + likelyMs > deadlineMs;
    if (rows > order.maxRows || isLate || performance.now() > deadlineMs) break;
    progress.step(`a table of ${formatCount(rows)} rows, with ${feature}`, 0);
    const request = requestOf(order, { kind: 'first', features: index + 1 }, workDir);
    const { manifest } = await job.call<JobResult>('build', request);
    built.push({ rows: manifest.rows, bytes: manifest.bytes, seconds: manifest.seconds });
  }
  return built;
}

/** @returns undefined for the full domain, which is the last step, or where there are no keys. */
async function estimateAsked(
  job: RunningProcess,
  order: StorageOrder,
  workDir: string,
): Promise<TableEstimate | undefined> {
  if (order.keys.kind === 'full') return undefined;
  const estimate = await planFor(job, order, order.keys, workDir);
  return estimate.rows > 0 ? estimate : undefined;
}

function planFor(
  job: RunningProcess,
  order: StorageOrder,
  keys: KeySpec,
  workDir: string,
): Promise<TableEstimate> {
  return job.call<TableEstimate>('plan', requestOf(order, keys, workDir));
}

function rowCost(estimate: TableEstimate | undefined): RowCost {
  if (!estimate) return { bytes: 0, seconds: null };
  return { bytes: estimate.bytes / estimate.rows, seconds: estimate.seconds / estimate.rows };
}

function requestOf({ store, oov, workers }: StorageOrder, keys: KeySpec, workDir: string): JobRequest {
  return {
    ...passingTables(store, workDir),
    name: passingName(store, keysText(keys).replaceAll(/[^\w.-]/g, '-')),
    ...{ keys, oov, workers },
    budget: { maxBytes: NO_LIMIT },
  };
}
