import type { ChecksReady, ChecksSpec } from '../checks/role.js';
import type { Coverage } from '../core/mode-record.js';
import type { ModelCard } from '../core/model-card.js';
import { redact } from '../core/redact.js';
import type { Scenario } from '../core/scenario.js';
import type { PrecisionPlan, RunRecord } from '../core/stored-run.js';
import type { Survey, SurveySpec } from '../precompute/survey-role.js';
import type { RunningProcess } from '../processes/child-link.js';
import { createProcessGroup, type ProcessGroup } from '../processes/process-group.js';
import type { ModeRegistry } from '../serving/serving-mode.js';
import { readEnvironment } from './environment.js';
import { loadModel } from './load-model.js';
import { plannedMs, type PlannedBlock } from './plan-trials.js';
import type { Progress, RunRecorder } from './ports.js';
import { prepareModes } from './prepare-modes.js';
import type { BlockSettings } from './block-settings.js';
import { runBlock } from './run-block.js';
import { createWorkDir } from './work-dir.js';

/** Reading a long request log takes its time. */
const READY_TIMEOUT_MS = 1_800_000;

export interface RunSettings {
  readonly runId: string;
  readonly modes: ModeRegistry;
  readonly recorder: RunRecorder;
  readonly progress: Progress;
  readonly stateDir: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Recorded with the run; `scenario.repeats` is then the most repeats. */
  readonly precision?: PrecisionPlan | undefined;
  /** Asked after each repeat: true ends the run before its last one. */
  readonly isEnough?: ((repeats: number) => boolean) | undefined;
}

/** A run that has begun: its modes are prepared, and it is measured block by block. */
export interface OpenRun {
  /** With the modes that could be prepared. */
  readonly scenario: Scenario;
  /** What is there to measure: for whoever does something else with it. */
  readonly parts: Pick<BlockSettings, 'card' | 'modes' | 'checks' | 'replayLength'>;
  /** @param laterMs planned work after this block */
  measure(plan: PlannedBlock, laterMs: number): Promise<void>;
  /** Stops everything that the run started, and records how it ended. */
  close(status: RunRecord['status']): Promise<void>;
}

/** Begins a run: reads its traffic, records it, and prepares its modes. @throws as `runScenario`; then it is closed */
export async function openRun(scenario: Scenario, settings: RunSettings): Promise<OpenRun> {
  const { runId, recorder, progress, signal, stateDir, cwd } = settings;
  const card = await loadModel(scenario.model);
  const workDir = await createWorkDir(stateDir, runId);
  const processes = createProcessGroup(signal);
  const warnings: string[] = [];
  let isRecorded = false;
  const close = async (status: RunRecord['status']): Promise<void> => {
    progress.done();
    await processes.stopAll();
    await workDir.remove();
    if (isRecorded) recorder.finishRun(runId, { finishedAt: new Date().toISOString(), status, warnings });
  };
  try {
    const environment = await readEnvironment(cwd);
    warnings.push(...warningsBefore(environment));
    // The whole traffic is held against the model: wrong input is found before a run is recorded.
    progress.step('reading the traffic', plannedMs(scenario));
    const [checks, survey] = await Promise.all([
      startChecks(card, scenario, processes),
      startSurvey(card, scenario, processes),
    ]);
    const liveCoverage = await survey.call<Coverage>('coverage', null);
    const { name, sha256 } = card;
    recorder.beginRun({
      id: runId,
      startedAt: new Date().toISOString(),
      finishedAt: null,
      status: 'running',
      // What is stored is what is shown: no password of a store.
      scenario: redact(scenario),
      ...(settings.precision ? { precision: settings.precision } : {}),
      seed: scenario.seed,
      environment,
      model: { name, sha256 },
      warnings,
    });
    isRecorded = true;
    const modes = await prepareModes({
      runId,
      scenario,
      card,
      recorder,
      progress,
      signal,
      survey,
      liveCoverage,
      processes,
      registry: settings.modes,
      workDir: workDir.path,
      stateDir,
    });
    const { replayLength } = survey.ready;
    const { labelled } = checks.ready;
    await survey.stop();
    const labels = new Set(modes.map(({ entry }) => entry.label));
    const measured = { ...scenario, modes: scenario.modes.filter(({ label }) => labels.has(label)) };
    const registry = settings.modes;
    const block = { runId, scenario: measured, card, registry, modes, checks, replayLength, labelled };
    return {
      scenario: measured,
      parts: block,
      measure: (plan, laterMs) => runBlock(plan, { ...block, recorder, progress, laterMs, signal }),
      close,
    };
  } catch (error) {
    await close('interrupted');
    throw error;
  }
}

function startChecks(
  card: ModelCard,
  { traffic, seed }: Scenario,
  processes: ProcessGroup,
): Promise<RunningProcess<ChecksReady>> {
  const spec: ChecksSpec = { card, traffic, seed };
  return processes.start({
    role: 'checks',
    title: 'reference process',
    spec,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
}

function startSurvey(
  card: ModelCard,
  { traffic, seed }: Scenario,
  processes: ProcessGroup,
): Promise<RunningProcess<Survey>> {
  const spec: SurveySpec = { card, traffic, seed };
  return processes.start({ role: 'survey', title: 'survey', spec, readyTimeoutMs: READY_TIMEOUT_MS });
}

/** What makes figures of this machine doubtful from the start. */
function warningsBefore(environment: RunRecord['environment']): string[] {
  const { loadAverage, cores, governor } = environment;
  const warnings: string[] = [];
  if (loadAverage > cores / 2) {
    warnings.push(
      `the machine was busy before the start (load average ${loadAverage.toFixed(1)} on ${cores} cores)`,
    );
  }
  if (governor !== null && governor !== 'performance') {
    warnings.push(`the CPU governor is "${governor}"; "performance" gives steadier figures`);
  }
  return warnings;
}
