import { redact } from '../core/redact.js';
import type { Scenario } from '../core/scenario.js';
import { newRunId, type History } from '../history/history.js';
import { SCHEMA_VERSION, type Result, type SweepResult } from '../result/contract.js';
import { planPrecision, widestReach, type PrecisionRequest } from './precision.js';
import type { RunSettings } from './open-run.js';
import { runScenario } from './run-scenario.js';
import { summarizeRun } from './summarize.js';
import { inPercent } from './in-words.js';

/** A scenario, or one for each value of its sweep. */
export interface RunPlan {
  readonly scenarios: readonly Scenario[];
  readonly sweep?: { readonly path: string; readonly values: readonly unknown[] };
  /** Repeats are added until an interval is this tight; the scenario's own number of repeats is then left aside. */
  readonly precision?: PrecisionRequest | undefined;
  /** Another mode to compare all others with. */
  readonly against?: string | undefined;
}

type Settings = Omit<RunSettings, 'runId' | 'recorder' | 'precision' | 'isEnough'>;

/**
 * Measures everything that was planned, one run after the other.
 * @returns the document; after an interruption the part of it that was measured
 */
export async function runAll(
  plan: RunPlan,
  history: History,
  settings: Settings,
): Promise<Result | SweepResult> {
  const results: Result[] = [];
  for (const [index, scenario] of plan.scenarios.entries()) {
    const runId = newRunId();
    const value = redact(plan.sweep?.values[index]);
    if (plan.sweep) settings.progress.note(`${plan.sweep.path} = ${JSON.stringify(value)}`);
    try {
      await runOne(runId, scenario, plan.precision, history, settings);
    } catch (error) {
      // Before the run was recorded there is nothing to report.
      const wasRecorded = history.list({ limit: 1 })[0]?.id === runId;
      if (!settings.signal.aborted || !wasRecorded) throw error;
    }
    results.push(summarizeRun(history.load(runId), plan.against));
    if (settings.signal.aborted) break;
  }
  const [only] = results;
  if (!plan.sweep && only) return only;
  const { path = '', values = [] } = plan.sweep ?? {};
  return { schemaVersion: SCHEMA_VERSION, sweep: { path, values: redact([...values]) }, runs: results };
}

async function runOne(
  runId: string,
  scenario: Scenario,
  request: PrecisionRequest | undefined,
  history: History,
  settings: Settings,
): Promise<void> {
  const run = { ...settings, runId, recorder: history };
  if (!request) return runScenario(scenario, run);
  const precision = planPrecision(scenario, request);
  const { metric, target, looks, timeLimitMs } = precision;
  const deadlineMs = performance.now() + timeLimitMs;
  const isEnough = (repeats: number): boolean => {
    if (performance.now() >= deadlineMs) return true;
    if (!looks.includes(repeats)) return false;
    const reach = widestReach(summarizeRun(history.load(runId)), metric);
    const words = reach === null ? 'no interval yet' : `the widest interval reaches ${inPercent(reach)}`;
    settings.progress.note(`${metric} after ${repeats} repeats: ${words}, wanted ${inPercent(target)}`);
    return reach !== null && reach <= target;
  };
  await runScenario(
    { ...scenario, repeats: looks.at(-1) ?? scenario.repeats },
    { ...run, precision, isEnough },
  );
}
