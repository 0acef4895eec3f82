import { CANARY_VERSION } from '../../canary/workload.js';
import type { BaselineRecord } from '../../core/baseline.js';
import { DeploymentError } from '../../core/errors.js';
import type { GateRule } from '../../core/gate.js';
import { newRunId, type History } from '../../history/history.js';
import { FEWEST_FOR_INTERVAL } from '../../statistics/paired.js';
import { startCanary } from '../canary.js';
import { hardwareOf } from '../hardware.js';
import { plannedMs } from '../plan-trials.js';
import type { Result } from '../../result/contract.js';
import { summarizeRun } from '../summarize.js';
import { openCanariedRun } from './canaried-run.js';
import { trialFigures } from './gate-pairs.js';
import { gatedPart, modesOf } from './gate-scope.js';
import type { GateSettings, GateSide } from './gate-trials.js';
import { failedModes } from './report-rule.js';

export interface BaselinePlan extends GateSide {
  readonly name: string;
  readonly rules: readonly GateRule[];
  readonly rounds: number;
}

/**
 * Measures a scenario as a gate measures its head, with the canary between all deployments, and keeps it under a name.
 * A run that was stored earlier cannot be named: nobody knows how fast the machine was then.
 * @returns the record, and whether it replaced one
 * @throws DeploymentError BASELINE_FAILED where a mode failed or a figure has too few trials; then nothing is set
 * @throws the signal's reason when interrupted
 */
export async function setBaseline(
  { name, scenario, rules, rounds }: BaselinePlan,
  history: History,
  settings: GateSettings,
): Promise<{ readonly record: BaselineRecord; readonly isReplaced: boolean }> {
  const runId = newRunId();
  const noisy = rules.filter(({ load }) => load !== null);
  const part = gatedPart(scenario, noisy, scenario.name);
  const roundMs = plannedMs(part);
  const canary = await startCanary(settings.signal);
  const plan = { runId, name: `${scenario.name}-baseline`, scenario, rules };
  const run = await openCanariedRun(plan, canary, history, settings);
  let status: 'finished' | 'interrupted' = 'interrupted';
  try {
    for (let round = 0; round < rounds && noisy.length > 0; round++)
      await run.measure(modesOf(noisy), roundMs * (rounds - round - 1), () => undefined);
    status = 'finished';
  } finally {
    await run.close(status);
  }
  const stored = history.load(runId);
  const result = summarizeRun(stored);
  const [failed] = failedModes({ base: result, head: result });
  if (failed) throw new DeploymentError('BASELINE_FAILED', `${failed.mode} failed: ${failed.message}`);
  for (const rule of noisy) checkTrials(rule, result);
  const { environment } = stored.run;
  const record: BaselineRecord = {
    name,
    setAt: new Date().toISOString(),
    runId,
    scenario: scenario.name,
    hardware: hardwareOf(environment),
    gitCommit: environment.gitCommit,
    rounds: run.canaries.length,
    canaryVersion: CANARY_VERSION,
    canaries: run.canaries,
  };
  return { record, isReplaced: history.baselines.set(record) };
}

/** @throws DeploymentError BASELINE_FAILED with what was wrong with the last trial */
function checkTrials(rule: GateRule, result: Result): void {
  const count = trialFigures(rule, result).length;
  if (count >= FEWEST_FOR_INTERVAL) return;
  const load = rule.load === null ? undefined : result.modes[rule.mode]?.loads[rule.load];
  const reason = load?.repeats.flatMap(({ validity }) => validity.reasons).at(-1);
  throw new DeploymentError(
    'BASELINE_FAILED',
    `${rule.path} has a valid figure from ${count} ${count === 1 ? 'trial' : 'trials'}, and a baseline needs ${FEWEST_FOR_INTERVAL}${reason === undefined ? '' : ` (${reason})`}; nothing was set`,
  );
}
