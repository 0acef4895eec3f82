import type { Scenario } from '../core/scenario.js';
import type { RunRecord } from '../core/stored-run.js';
import { openRun, type RunSettings } from './open-run.js';
import { plannedMs, planTrials } from './plan-trials.js';

/**
 * The main job: every mode of a scenario, measured in interleaved blocks and recorded as it goes.
 * @throws UserError for wrong input, before or at the start; a failing mode is recorded, not thrown
 * @throws the signal's reason when interrupted; what was measured stays recorded
 */
export async function runScenario(scenario: Scenario, settings: RunSettings): Promise<void> {
  const run = await openRun(scenario, settings);
  let status: RunRecord['status'] = 'interrupted';
  try {
    const blocks = planTrials(run.scenario);
    const blockMs = plannedMs(run.scenario) / blocks.length;
    for (const plan of blocks) {
      await run.measure(plan, blockMs * (blocks.length - plan.block - 1));
      if (settings.isEnough?.(plan.block + 1)) break;
    }
    status = 'finished';
  } finally {
    await run.close(status);
  }
}
