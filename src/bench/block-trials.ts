import { errorRecord, UserError } from '../core/errors.js';
import type { Measurement } from '../core/measurement.js';
import type { ScenarioLoad } from '../core/scenario.js';
import type { Outcome, TrialRecord } from '../core/trial-record.js';
import type { BlockClock } from './block-clock.js';
import type { BlockDeployments } from './block-deployments.js';
import type { DeployedMode } from './deploy-mode.js';
import { failures } from './failures.js';
import { startLoadProcess, type LoadProcess } from './load-process.js';
import { windowStart, type PlannedTrial } from './plan-trials.js';
import type { BlockSettings } from './block-settings.js';
import { runSearch } from './run-search.js';
import { runTrial } from './run-trial.js';

/** Without a stated objective, a trial in which more than one request in a thousand fails says nothing about latency. */
const DEFAULT_ALLOWED_ERRORS = 0.001;
const MAX_ATTEMPTS = 2;

/** The trials of a block. */
export class BlockTrials {
  constructor(
    private readonly block: number,
    private readonly settings: BlockSettings,
    private readonly deployments: BlockDeployments,
    private load: LoadProcess,
    private readonly clock: BlockClock,
  ) {}

  /** An invalid trial, or one whose load process died, is repeated once. */
  async measure(trial: PlannedTrial): Promise<TrialRecord> {
    const { signal } = this.settings;
    let discarded: { readonly discarded?: readonly string[] } = {};
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      this.clock.show(`${trial.mode}: ${trial.load}${attempt > 1 ? ' again' : ''}`);
      const outcome = await this.attempt(trial);
      const again = attempt < MAX_ATTEMPTS && this.deployments.get(trial.mode) && !isValid(outcome);
      if (again) {
        discarded = { discarded: faultsOf(outcome) };
        continue;
      }
      this.clock.measured(trial.load);
      return { block: this.block, attempt, ...discarded, ...trial, outcome };
    }
  }

  async stop(): Promise<void> {
    await this.load.stop();
  }

  private async attempt(trial: PlannedTrial): Promise<Outcome> {
    const { scenario, replayLength, card, signal } = this.settings;
    const deployed = this.deployments.get(trial.mode);
    const index = scenario.loads.findIndex(({ id }) => id === trial.load);
    const planned = scenario.loads[index];
    if (!deployed || !planned) return { status: 'skipped', reason: `${trial.mode} is not up in this block` };
    const from = windowStart(this.block, index, scenario.loads.length, replayLength);
    try {
      return { status: 'measured', measurement: await this.drive(deployed, planned, from) };
    } catch (error) {
      signal.throwIfAborted();
      // Wrong input, such as a broken line of the log, is not the mode's fault.
      if (error instanceof UserError) throw error;
      // Whatever failed, the load process may still be driving: a fresh one measures the rest.
      await this.load.stop();
      this.load = await startLoadProcess(card, scenario, signal);
      if (await hasDied(deployed)) await this.deployments.drop(trial.mode);
      return { status: 'failed', error: errorRecord(error) };
    }
  }

  private drive({ label, deployment }: DeployedMode, load: ScenarioLoad, from: number): Promise<Measurement> {
    const { objectives } = this.settings.scenario;
    const stream = ['arrivals', this.block, load.id];
    const closedRate = this.deployments.rateOf(label);
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
