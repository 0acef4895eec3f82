import { BlockClock } from './block-clock.js';
import { BlockDeployments } from './block-deployments.js';
import type { BlockSettings } from './block-settings.js';
import { BlockTrials } from './block-trials.js';
import { startLoadProcess } from './load-process.js';
import type { PlannedBlock } from './plan-trials.js';

/** One repeat: deploys every mode, runs the planned trials, stops everything whatever happens. */
export async function runBlock(plan: PlannedBlock, settings: BlockSettings): Promise<void> {
  const { runId, scenario, card, recorder, progress, laterMs, signal } = settings;
  const clock = new BlockClock(plan, scenario, progress, laterMs);
  const load = await startLoadProcess(card, scenario, signal);
  const deployments = new BlockDeployments(plan.block, settings, clock);
  const trials = new BlockTrials(plan.block, settings, deployments, load, clock);
  try {
    for (const label of plan.deployments) await deployments.deploy(label, load);
    for (const trial of plan.trials) recorder.recordTrial(runId, await trials.measure(trial));
    await deployments.tell();
    if (plan.block === 0) await deployments.update();
  } finally {
    await Promise.all([trials.stop(), deployments.stop()]);
  }
}
