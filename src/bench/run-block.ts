import { dirname } from 'node:path';

import type { ChecksReady } from '../checks/role.js';
import type { DeploymentRecord } from '../core/deployment-record.js';
import { errorRecord, UserError } from '../core/errors.js';
import type { Measurement } from '../core/measurement.js';
import type { ModelCard } from '../core/model-card.js';
import type { Scenario, ScenarioLoad } from '../core/scenario.js';
import type { Outcome, TrialRecord } from '../core/trial-record.js';
import type { RunningProcess } from '../processes/process-group.js';
import type { ModeRegistry } from '../serving/serving-mode.js';
import { deployMode, type DeployedMode, type PreparedMode } from './deploy-mode.js';
import { failures } from './failures.js';
import { startLoadProcess, type LoadProcess } from './load-process.js';
import {
  plannedLoadMs,
  warmUpMsOf,
  windowStart,
  type PlannedBlock,
  type PlannedTrial,
} from './plan-trials.js';
import type { Progress, RunRecorder } from './ports.js';
import { runSearch } from './run-search.js';
import { runTrial } from './run-trial.js';
import { startTrace, stopTrace } from './trace-application.js';
import { warmUp } from './warm-up.js';

/** Without a stated objective, a trial in which more than one request in a thousand fails says nothing about latency. */
const DEFAULT_ALLOWED_ERRORS = 0.001;
const MAX_ATTEMPTS = 2;

export interface BlockSettings {
  readonly runId: string;
  readonly scenario: Scenario;
  readonly card: ModelCard;
  readonly registry: ModeRegistry;
  readonly modes: readonly PreparedMode[];
  readonly checks: RunningProcess<ChecksReady>;
  readonly replayLength: number;
  readonly labelled: boolean;
  readonly recorder: RunRecorder;
  readonly progress: Progress;
  /** Milliseconds of planned work after this block. */
  readonly laterMs: number;
  readonly signal: AbortSignal;
}

/** One repeat: deploys every mode, runs the planned trials, stops everything whatever happens. */
export async function runBlock(plan: PlannedBlock, settings: BlockSettings): Promise<void> {
  const { runId, scenario, card, recorder, signal } = settings;
  const block = new BlockRun(plan, settings, await startLoadProcess(card, scenario, signal));
  try {
    for (const label of plan.deployments) await block.deploy(label);
    for (const trial of plan.trials) recorder.recordTrial(runId, await block.measure(trial));
    await block.tell();
    if (plan.block === 0) await block.update();
  } finally {
    await block.stop();
  }
}

/** The state of a block: what is up, and how much is still to come. */
class BlockRun {
  private readonly up = new Map<string, DeployedMode>();
  private readonly records = new Map<string, DeploymentRecord>();
  /** Requests per second that each mode answered in its warm-up. */
  private readonly rates = new Map<string, number>();
  private readonly plans: ReadonlyMap<string, { readonly load: ScenarioLoad; readonly index: number }>;
  private readonly warmUpMs: number;
  private remainingMs: number;

  constructor(
    private readonly plan: PlannedBlock,
    private readonly settings: BlockSettings,
    private load: LoadProcess,
  ) {
    this.plans = new Map(
      settings.scenario.loads.map((planned, index) => [planned.id, { load: planned, index }]),
    );
    const trialsMs = plan.trials.reduce((sum, { load: id }) => sum + this.plannedMs(id), 0);
    this.warmUpMs = warmUpMsOf(settings.scenario);
    this.remainingMs = settings.laterMs + trialsMs + plan.deployments.length * this.warmUpMs;
  }

  async deploy(label: string): Promise<void> {
    const { runId, scenario, registry, modes, card, checks, labelled, recorder, signal } = this.settings;
    const { block } = this.plan;
    this.show(`${label}: deploying`);
    const prepared = modes.find(({ entry }) => entry.label === label);
    if (!prepared) return;
    const withQuality = labelled && block === 0 && prepared.prepared.answers.from !== 'nothing';
    const { record, deployed } = await deployMode(prepared, {
      card,
      modes: registry,
      folder: dirname(scenario.file),
      checks,
      block,
      withQuality,
      signal,
    });
    if (deployed) this.up.set(label, deployed);
    this.records.set(label, record);
    try {
      if (deployed) await this.warmUp(deployed);
      recorder.recordDeployment(runId, record);
    } catch (error) {
      signal.throwIfAborted();
      await this.drop(label);
      recorder.recordDeployment(runId, { ...record, error: errorRecord(error) });
    }
    this.remainingMs -= this.warmUpMs;
  }

  private async warmUp({ label, deployment }: DeployedMode): Promise<void> {
    this.show(`${label}: warming up`);
    const { scenario, replayLength } = this.settings;
    const from = windowStart(this.plan.block, scenario.loads.length, scenario.loads.length, replayLength);
    // Traced as trials are, so that the code which trials run is compiled with all that it meets there.
    await startTrace(deployment, 0);
    const rate = await warmUp(this.load, deployment, this.warmUpMs, from);
    await stopTrace(deployment);
    this.rates.set(label, rate);
  }

  /** An invalid trial, or one whose load process died, is repeated once. */
  async measure(trial: PlannedTrial): Promise<TrialRecord> {
    const { signal } = this.settings;
    let discarded: { readonly discarded?: readonly string[] } = {};
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      this.show(`${trial.mode}: ${trial.load}${attempt > 1 ? ' again' : ''}`);
      const outcome = await this.attempt(trial);
      const again = attempt < MAX_ATTEMPTS && this.up.has(trial.mode) && !isValid(outcome);
      if (again) {
        discarded = { discarded: faultsOf(outcome) };
        continue;
      }
      this.remainingMs -= this.plannedMs(trial.load);
      return { block: this.plan.block, attempt, ...discarded, ...trial, outcome };
    }
  }

  private async attempt(trial: PlannedTrial): Promise<Outcome> {
    const { scenario, replayLength, card, signal } = this.settings;
    const deployed = this.up.get(trial.mode);
    const planned = this.plans.get(trial.load);
    if (!deployed || !planned) return { status: 'skipped', reason: `${trial.mode} is not up in this block` };
    const from = windowStart(this.plan.block, planned.index, scenario.loads.length, replayLength);
    try {
      return { status: 'measured', measurement: await this.drive(deployed, planned.load, from) };
    } catch (error) {
      signal.throwIfAborted();
      // Wrong input, such as a broken line of the log, is not the mode's fault.
      if (error instanceof UserError) throw error;
      // Whatever failed, the load process may still be driving: a fresh one measures the rest.
      await this.load.stop();
      this.load = await startLoadProcess(card, scenario, signal);
      if (await hasDied(deployed)) await this.drop(trial.mode);
      return { status: 'failed', error: errorRecord(error) };
    }
  }

  private drive({ label, deployment }: DeployedMode, load: ScenarioLoad, from: number): Promise<Measurement> {
    const { objectives } = this.settings.scenario;
    const stream = ['arrivals', this.plan.block, load.id];
    const closedRate = this.rates.get(label) ?? 0;
    if (load.kind !== 'search') {
      const allowedErrors = objectives.errors ?? DEFAULT_ALLOWED_ERRORS;
      return runTrial(deployment, this.load, { plan: load, from, stream, allowedErrors, closedRate });
    }
    // Errors beyond the objective make a rate fail, not a probe invalid.
    return runSearch(load, (plan) => {
      this.settings.signal.throwIfAborted();
      return runTrial(deployment, this.load, { plan, from, stream, allowedErrors: 1, closedRate });
    });
  }

  /** After the trials, so that a version change disturbs none of them. One that fails fails its mode, not the run. */
  async update(): Promise<void> {
    const { runId, recorder, signal } = this.settings;
    for (const { label, deployment } of this.up.values()) {
      const record = this.records.get(label);
      if (!deployment.update || !record) continue;
      this.show(`${label}: publishing a new version`);
      try {
        recorder.recordDeployment(runId, { ...record, update: await deployment.update() });
      } catch (error) {
        signal.throwIfAborted();
        recorder.recordDeployment(runId, { ...record, error: errorRecord(error) });
      }
    }
  }

  /** What applications tell of the trials, which are over. */
  async tell(): Promise<void> {
    const { runId, recorder } = this.settings;
    for (const { label, deployment } of this.up.values()) {
      const record = this.records.get(label);
      const applications = deployment.processes.filter(({ part }) => part === 'application');
      // One that has died tells nothing.
      const told = applications.map(({ running }) => running?.call<string[]>('notes').catch(() => []));
      const notes = (await Promise.all(told)).flatMap((lines) => lines ?? []);
      if (!record || notes.length === 0) continue;
      const complete = { ...record, notes: [...(record.notes ?? []), ...notes] };
      this.records.set(label, complete);
      recorder.recordDeployment(runId, complete);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.load.stop(), ...[...this.up.values()].map(({ group }) => group.stopAll())]);
  }

  private async drop(label: string): Promise<void> {
    await this.up.get(label)?.group.stopAll();
    this.up.delete(label);
  }

  private plannedMs(load: string): number {
    const planned = this.plans.get(load)?.load;
    return planned ? plannedLoadMs(planned) : 0;
  }

  private show(text: string): void {
    const { scenario, progress } = this.settings;
    const number = this.plan.block + 1;
    // How many there will be is not known of a run that ends when it is sure.
    const of = number <= scenario.repeats ? ` of ${scenario.repeats}` : '';
    progress.step(`block ${number}${of}, ${text}`, this.remainingMs);
  }
}

function isValid(outcome: Outcome): boolean {
  return outcome.status === 'measured' && outcome.measurement.validity.valid;
}

/** Why a trial is not taken, in words. */
function faultsOf(outcome: Outcome): readonly string[] {
  if (outcome.status === 'measured') return outcome.measurement.validity.reasons;
  return [outcome.status === 'failed' ? outcome.error.message : outcome.reason];
}

/** True where a process of the deployment has ended. */
function hasDied({ deployment }: DeployedMode): Promise<boolean> {
  const ended = failures(deployment).map((failure) => failure.catch(() => true));
  // A process that was just killed needs a moment to be seen dead.
  const notYet = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 100));
  return Promise.race([...ended, notYet]);
}
