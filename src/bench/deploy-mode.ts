import type { ChecksReady, CheckRequest } from '../checks/role.js';
import type { DeploymentRecord, Parity, Quality } from '../core/deployment-record.js';
import { errorRecord, UserError, type ErrorRecord } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import type { ModeEntry } from '../core/scenario.js';
import type { RunningProcess } from '../processes/child-link.js';
import { createProcessGroup, type ProcessGroup } from '../processes/process-group.js';
import type { Deployment } from '../serving/deployment.js';
import type { Answers, DeployContext, ModeRegistry, Prepared, ServingMode } from '../serving/serving-mode.js';

/** A mode of the scenario with what was prepared for it. */
export interface PreparedMode {
  readonly entry: ModeEntry;
  readonly mode: ServingMode;
  readonly prepared: Prepared;
}

export interface DeployedMode {
  readonly label: string;
  readonly deployment: Deployment;
  readonly group: ProcessGroup;
}

export interface DeploySettings {
  readonly card: ModelCard;
  readonly modes: ModeRegistry;
  /** Of the scenario. */
  readonly folder: string;
  readonly checks: RunningProcess<ChecksReady>;
  readonly block: number;
  /** Measured once per run, in its first block. */
  readonly withQuality: boolean;
  readonly signal: AbortSignal;
  /** `measure` unless it is given. */
  readonly purpose?: DeployContext['purpose'];
}

/**
 * Stands one mode up in fresh processes, takes its start-up times and holds it against the reference predictions.
 * A failure is a record, and leaves no process behind.
 */
export async function deployMode(
  { entry, mode, prepared }: PreparedMode,
  { card, modes, folder, checks, block, withQuality, signal, purpose = 'measure' }: DeploySettings,
): Promise<{ record: DeploymentRecord; deployed?: DeployedMode }> {
  const { label } = entry;
  const group = createProcessGroup(signal);
  const startedMs = performance.now();
  const times: { readyMs: number | null; firstPredictionMs: number | null } = {
    readyMs: null,
    firstPredictionMs: null,
  };
  try {
    const { golden } = checks.ready;
    const context = { purpose, card, label, processes: group, golden, folder, port: 0, modes };
    const deployment = await mode.deploy(context, entry.options, prepared);
    const notes = deployment.notes ? { notes: deployment.notes } : {};
    const takeTime = (): number | null => (mode.isElsewhere ? null : performance.now() - startedMs);
    times.readyMs = takeTime();
    const tolerance = toleranceOf(prepared.answers);
    const request: CheckRequest = { target: deployment.target, tolerance };
    await checks.call('first', request);
    times.firstPredictionMs = takeTime();
    const parity = tolerance === null ? null : await checks.call<Parity>('parity', request);
    if (parity && parity.mismatches > 0) {
      await group.stopAll();
      const error = parityError(label, parity, prepared.answers);
      return { record: { block, mode: label, ...times, parity, ...notes, error } };
    }
    const quality = withQuality ? await checks.call<Quality | null>('quality', request) : null;
    await forgetChecks(deployment);
    return {
      record: { block, mode: label, ...times, parity, ...notes, ...(quality ? { quality } : {}) },
      deployed: { label, deployment, group },
    };
  } catch (error) {
    await group.stopAll();
    // Wrong input ends the run; a failed part only fails this mode.
    if (error instanceof UserError || signal.aborted) throw error;
    return { record: { block, mode: label, ...times, parity: null, error: errorRecord(error) } };
  }
}

/** The checks have asked for much of the traffic: a cache that remembers it would answer the load before its time. */
async function forgetChecks({ processes }: Deployment): Promise<void> {
  const applications = processes.filter(({ part }) => part === 'application');
  await Promise.all(applications.map(({ running }) => running?.call('forget')));
}

/** How far predictions may be from the reference; null where there are none, or they are not to be compared. */
function toleranceOf(answers: Answers): number | null {
  if (answers.from === 'elsewhere') return answers.tolerance;
  if (answers.from === 'nothing') return null;
  return answers.from === 'model' ? (answers.tolerance === undefined ? 0 : answers.tolerance) : 0;
}

function parityError(
  label: string,
  { checked, mismatches, maxAbsDiff, tolerance }: Parity,
  answers: Answers,
): ErrorRecord {
  const advice =
    'tolerance' in answers
      ? `; more than the tolerance of ${tolerance} (\`tolerance: N\` allows for another runtime, \`parity: false\` for another model)`
      : '';
  return {
    kind: 'deployment',
    code: 'PARITY_MISMATCH',
    message: `${mismatches} of ${checked} answers of ${label} differ from the model's own, by up to ${maxAbsDiff}${advice}`,
  };
}
