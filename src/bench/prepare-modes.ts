import { join } from 'node:path';

import { errorRecord, UserError } from '../core/errors.js';
import type { Coverage, ModeRecord } from '../core/mode-record.js';
import type { ModelCard } from '../core/model-card.js';
import type { TableRef } from '../core/predictor-spec.js';
import type { ModeEntry, Scenario } from '../core/scenario.js';
import { makeFolder } from '../files/make-folder.js';
import { tablesDirOf } from '../precompute/state-folders.js';
import type { Survey } from '../precompute/survey-role.js';
import type { RunningProcess } from '../processes/child-link.js';
import type { ProcessGroup } from '../processes/process-group.js';
import { footprintOf } from '../serving/inner-mode.js';
import type { ModeRegistry, PrepareContext, Prepared } from '../serving/serving-mode.js';
import type { PreparedMode } from './deploy-mode.js';
import type { Progress, RunRecorder } from './ports.js';

export interface PrepareSettings {
  readonly runId: string;
  readonly scenario: Scenario;
  readonly card: ModelCard;
  readonly registry: ModeRegistry;
  /** The process that reads the traffic. */
  readonly survey: RunningProcess<Survey>;
  /** Of a mode that answers whatever encodes. */
  readonly liveCoverage: Coverage;
  readonly workDir: string;
  readonly stateDir: string;
  readonly processes: ProcessGroup;
  readonly recorder: RunRecorder;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Once per run: builds tables, publishes artifacts, and measures coverage. A mode that fails here is out of the run. */
export async function prepareModes(settings: PrepareSettings): Promise<PreparedMode[]> {
  const { runId, scenario, registry, recorder, progress, liveCoverage } = settings;
  const ready: PreparedMode[] = [];
  for (const entry of scenario.modes) {
    progress.step(`${entry.label}: preparing`, 0);
    const mode = await registry[entry.mode]?.();
    if (!mode) throw new UserError('MODE_UNKNOWN', `unknown mode "${entry.mode}"`);
    const footprint = mode.footprint(entry.options);
    const base = { mode: entry.label, kind: entry.mode, footprint };
    const startedMs = performance.now();
    try {
      const prepared = await mode.prepare(await prepareContext(entry, settings), entry.options);
      // What others prepared took them a time that nobody here knows.
      const prepareMs = prepared.prepareMs ?? (mode.isElsewhere ? null : performance.now() - startedMs);
      const coverage = await coverageOf(prepared, liveCoverage, settings.survey);
      recorder.recordMode(runId, {
        ...base,
        footprint: footprintOf(prepared, footprint),
        prepareMs,
        storage: prepared.storage,
        coverage,
      });
      ready.push({ entry, mode, prepared });
    } catch (error) {
      if (error instanceof UserError || settings.signal.aborted) throw error;
      const failed: ModeRecord = {
        ...base,
        prepareMs: null,
        storage: null,
        coverage: null,
        error: errorRecord(error),
      };
      recorder.recordMode(runId, failed);
    }
  }
  return ready;
}

async function prepareContext(
  { label }: ModeEntry,
  { card, scenario, workDir, stateDir, processes, registry }: PrepareSettings,
): Promise<PrepareContext> {
  const own = join(workDir, label.replaceAll(/[^\w.-]/g, '_'));
  makeFolder(own);
  return {
    card,
    traffic: scenario.traffic,
    seed: scenario.seed,
    workDir: own,
    tablesDir: tablesDirOf(stateDir),
    artifactStoreFile: join(own, 'artifacts.db'),
    processes,
    modes: registry,
  };
}

async function coverageOf(
  prepared: Prepared,
  live: Coverage,
  survey: RunningProcess,
): Promise<Coverage | null> {
  const { answers } = prepared;
  if (answers.from === 'model') {
    if (!answers.first) return live;
    const { requests, distinctKeys } = await survey.call<Coverage>('coverage', answers.first.table);
    return { ...live, keysFrom: answers.first.keysFrom, table: { requests, distinctKeys } };
  }
  // An exact pass over the stream would be a load of its own on somebody else's application.
  if (answers.from === 'elsewhere') return null;
  if (answers.from === 'nothing')
    return { ...live, requests: 0, distinctKeys: 0, newCombinations: 0, unseenValues: 0 };
  const coverage = await survey.call<Coverage>('coverage', answers.table satisfies TableRef);
  return { ...coverage, keysFrom: answers.keysFrom };
}
