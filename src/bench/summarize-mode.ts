import type { DeploymentRecord } from '../core/deployment-record.js';
import type { ErrorRecord } from '../core/errors.js';
import type { Measurement } from '../core/measurement.js';
import type { ModeRecord } from '../core/mode-record.js';
import type { StoredRun } from '../core/stored-run.js';
import type { TrialRecord } from '../core/trial-record.js';
import type { LoadSummary } from '../result/load-contract.js';
import { isFloor } from '../result/metrics.js';
import type { ModeResult } from '../result/mode-contract.js';
import { judgeObjectives } from './judge-objectives.js';
import { medianOf } from './median.js';
import { summarizeLoad } from './summarize-load.js';

/** What a mode did in all blocks of a run. */
export function summarizeMode(record: ModeRecord, stored: StoredRun): ModeResult {
  const isMine = ({ mode }: { readonly mode: string }): boolean => mode === record.mode;
  const deployments = stored.deployments.filter(isMine);
  const trials = stored.trials.filter(isMine);
  const error = firstError(record, deployments, trials);
  const loads: Record<string, LoadSummary> = {};
  for (const plan of stored.run.scenario.loads) {
    const mine = trials.filter(({ load }) => load === plan.id);
    const looks = stored.run.precision?.looks.length;
    const summary = summarizeLoad(mine, plan, stored.run.scenario.objectives, looks);
    if (summary) loads[plan.id] = summary;
  }
  const quality = deployments.find((deployment) => deployment.quality)?.quality;
  const update = deployments.find((deployment) => deployment.update)?.update;
  const result: ModeResult = {
    status: error ? 'failed' : 'measured',
    ...(error ? { error: publicError(error) } : {}),
    mode: record.kind,
    loads,
    coverage: record.coverage && { ...structuredClone(record.coverage) },
    storage: storageOf(record),
    memory: memoryOf(trials),
    cpuUsPerRequest: cpuOf(trials),
    footprint: record.footprint && {
      ...record.footprint,
      stores: [...record.footprint.stores],
      redeployForNewModel: [...record.footprint.redeployForNewModel],
    },
    startupMs: {
      prepare: record.prepareMs,
      ready: medianOf(deployments.map(({ readyMs }) => readyMs)),
      firstPrediction: medianOf(deployments.map(({ firstPredictionMs }) => firstPredictionMs)),
    },
    parity: parityOf(deployments),
    ...(quality ? { quality: structuredClone(quality) as NonNullable<ModeResult['quality']> } : {}),
    ...(update ? { update: { ...update } } : {}),
  };
  const { objectives } = stored.run.scenario;
  return isFloor(result) ? result : { ...result, ...judgeObjectives(result, objectives) };
}

/** A trial whose load process died was repeated; it fails the mode only if it is the last word. */
function firstError(
  record: ModeRecord,
  deployments: readonly DeploymentRecord[],
  trials: readonly TrialRecord[],
): ErrorRecord | undefined {
  const failed = trials.flatMap(({ outcome }) => (outcome.status === 'failed' ? [outcome.error] : []));
  return record.error ?? deployments.find(({ error }) => error)?.error ?? failed[0];
}

function publicError({ code, message, lastLines }: ErrorRecord): NonNullable<ModeResult['error']> {
  return { code, message, ...(lastLines ? { lastLines: [...lastLines] } : {}) };
}

function storageOf({ storage }: ModeRecord): ModeResult['storage'] {
  if (!storage) return null;
  const { modelBytes, tableBytes, artifactBytes, rows } = storage;
  return {
    modelBytes,
    tableBytes,
    artifactBytes,
    rows,
    totalBytes: modelBytes + tableBytes + artifactBytes,
    bytesPerRow: rows > 0 ? tableBytes / rows : null,
  };
}

/** Of the valid trials; of all that were measured where none is. Never of both: a disturbed trial is no evidence. */
function usedMeasurements(trials: readonly TrialRecord[]): readonly Measurement[] {
  const measured = trials.flatMap(({ outcome }) =>
    outcome.status === 'measured' ? [outcome.measurement] : [],
  );
  const valid = measured.filter(({ validity }) => validity.valid);
  return valid.length > 0 ? valid : measured;
}

function memoryOf(trials: readonly TrialRecord[]): ModeResult['memory'] {
  const uses = usedMeasurements(trials).map(({ memory }) => memory);
  return {
    rssBytes: round(medianOf(uses.map((use) => use?.rssBytes))),
    anonBytes: round(medianOf(uses.map((use) => use?.anonBytes))),
    processes: round(medianOf(uses.map((use) => use?.processes))),
  };
}

function round(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

/**
 * CPU per completed request over the closed loads (over all where there is none): an open loop at a low rate would
 * count idle time of the runtime, and its load process spins.
 */
function cpuOf(trials: readonly TrialRecord[]): ModeResult['cpuUsPerRequest'] {
  const measured = usedMeasurements(trials);
  const closed = measured.filter(({ load }) => load.kind === 'closed');
  const used = closed.length > 0 ? closed : measured;
  const completed = used.reduce((sum, { load }) => sum + load.requests.completed, 0);
  const perRequest = (part: 'application' | 'modelServers' | 'stores' | 'load'): number | null => {
    if (completed === 0 || used.some(({ cpuUs }) => cpuUs[part] === null)) return null;
    return used.reduce((sum, { cpuUs }) => sum + (cpuUs[part] ?? 0), 0) / completed;
  };
  return {
    application: perRequest('application'),
    modelServers: perRequest('modelServers'),
    stores: perRequest('stores'),
    load: perRequest('load'),
  };
}

function parityOf(deployments: readonly DeploymentRecord[]): ModeResult['parity'] {
  const all = deployments.flatMap(({ parity }) => (parity ? [parity] : []));
  return {
    checked: all.reduce((sum, { checked }) => sum + checked, 0),
    mismatches: all.reduce((sum, { mismatches }) => sum + mismatches, 0),
    maxAbsDiff: all.reduce((largest, { maxAbsDiff }) => Math.max(largest, maxAbsDiff), 0),
  };
}
