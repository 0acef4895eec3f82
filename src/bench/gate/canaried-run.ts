import type { BlockCanary } from '../../core/baseline.js';
import type { GateRule } from '../../core/gate.js';
import type { Scenario } from '../../core/scenario.js';
import type { History } from '../../history/history.js';
import { blockCanary, type Canary } from '../canary.js';
import { openRun, type OpenRun } from '../open-run.js';
import { gatedPart, planRound } from './gate-scope.js';
import { closeAll, type GateSettings } from './gate-trials.js';

/** One side of a comparison over time: in every round the canary is read between the deployments. */
export interface CanariedRun {
  readonly canaries: readonly BlockCanary[];
  /** @param took told how long the deployment of a mode was up @returns the number of the round */
  measure(
    modes: readonly string[],
    leftMs: number,
    took: (mode: string, ms: number) => void,
  ): Promise<number>;
  close(status: 'finished' | 'interrupted'): Promise<void>;
}

/** What is measured, and under which id it is stored. */
export interface CanariedPlan {
  readonly runId: string;
  /** Of the stored run. */
  readonly name: string;
  readonly scenario: Scenario;
  readonly rules: readonly GateRule[];
}

/** @param canary is closed with the run. @throws as `openRun`; then the canary is stopped */
export async function openCanariedRun(
  { runId, name, scenario, rules }: CanariedPlan,
  canary: Canary,
  history: History,
  settings: GateSettings,
): Promise<CanariedRun> {
  let run: OpenRun;
  try {
    run = await openRun(gatedPart(scenario, rules, name), { ...settings, runId, recorder: history });
  } catch (error) {
    await canary.stop();
    throw error;
  }
  const canaries: BlockCanary[] = [];
  let block = 0;
  return {
    canaries,
    measure: async (modes, leftMs, took) => {
      const round = block++;
      const readings = [];
      for (const { mode, trials } of planRound(round, modes, rules, run.scenario)) {
        const startedMs = performance.now();
        settings.progress.step(`block ${round + 1}, canary`, leftMs);
        readings.push(await canary.read());
        if (run.scenario.modes.some(({ label }) => label === mode))
          await run.measure({ block: round, deployments: [mode], trials }, leftMs);
        took(mode, performance.now() - startedMs);
      }
      readings.push(await canary.read());
      canaries.push(blockCanary(round, readings));
      return round;
    },
    close: (status) => closeAll([run, { close: () => canary.stop() }], status),
  };
}
