import { redact } from '../core/redact.js';
import type { Scenario } from '../core/scenario.js';
import { newRunId, type History } from '../history/history.js';
import { SCHEMA_VERSION, type Result, type SweepResult } from '../result/contract.js';
import { runScenario, type RunSettings } from './run-scenario.js';
import { summarizeRun } from './summarize.js';

/** A scenario, or one for each value of its sweep. */
export interface RunPlan {
  readonly scenarios: readonly Scenario[];
  readonly sweep?: { readonly path: string; readonly values: readonly unknown[] };
}

/**
 * Measures everything that was planned, one run after the other.
 * @returns the document; after an interruption the part of it that was measured
 */
export async function runAll(
  plan: RunPlan,
  history: History,
  settings: Omit<RunSettings, 'runId' | 'recorder'>,
): Promise<Result | SweepResult> {
  const results: Result[] = [];
  for (const [index, scenario] of plan.scenarios.entries()) {
    const runId = newRunId();
    const value = redact(plan.sweep?.values[index]);
    if (plan.sweep) settings.progress.note(`${plan.sweep.path} = ${JSON.stringify(value)}`);
    try {
      await runScenario(scenario, { ...settings, runId, recorder: history });
    } catch (error) {
      // Before the run was recorded there is nothing to report.
      const wasRecorded = history.list({ limit: 1 })[0]?.id === runId;
      if (!settings.signal.aborted || !wasRecorded) throw error;
    }
    results.push(summarizeRun(history.load(runId)));
    if (settings.signal.aborted) break;
  }
  const [only] = results;
  if (!plan.sweep && only) return only;
  const { path = '', values = [] } = plan.sweep ?? {};
  return { schemaVersion: SCHEMA_VERSION, sweep: { path, values: redact([...values]) }, runs: results };
}
