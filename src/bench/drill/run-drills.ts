import type { Scenario } from '../../core/scenario.js';
import { newRunId } from '../../history/history.js';
import { DRILL_VERSION, type DrillOutcome, type DrillResult } from '../../result/drill-contract.js';
import { readEnvironment } from '../environment.js';
import { openRun } from '../open-run.js';
import { MOST_IN_FLIGHT } from './drill-mode.js';
import { eventMs, type Drill, type DrillOrder } from './drill.js';
import { DrillSession, failure, type DrillSettings } from './drill-session.js';
import { keepFailures } from './keep-failures.js';

/**
 * Every drill on every mode, each deployed afresh, drilled and torn down before the next: deployments that are up
 * together disturb each other.
 * @throws UserError for wrong input; a failing mode is an outcome, not thrown
 * @throws the signal's reason when interrupted
 */
export async function runDrills(
  drills: readonly Drill[],
  scenario: Scenario,
  order: DrillOrder,
  settings: DrillSettings,
): Promise<DrillResult> {
  const { recorder, failed } = keepFailures();
  const startedAt = new Date().toISOString();
  const { cpuModel, cores, node, loadAverage } = await readEnvironment(settings.cwd);
  const bare = { ...scenario, loads: [], repeats: 1 };
  const run = await openRun(bare, { ...settings, runId: newRunId(), recorder });
  const session = new DrillSession(drills, scenario, order, run, settings);
  try {
    if (drills.some(({ rollsOut }) => rollsOut)) await session.prepareReleases();
    const results: DrillResult['drills'] = [];
    for (const drill of drills) {
      const modes: Record<string, DrillOutcome> = {};
      for (const { label } of scenario.modes) {
        const unprepared = failed.get(label);
        modes[label] = unprepared ? failure(unprepared) : await session.attempt(drill, label);
      }
      results.push({ drill: drill.id, summary: drill.summary(order), modes });
    }
    const { name, sha256 } = run.parts.card;
    const { rate, durationMs, timeoutMs, restartAfterMs, hangMs, overload } = order;
    return {
      schemaVersion: DRILL_VERSION,
      drill: {
        id: newRunId(),
        scenario: scenario.name,
        startedAt,
        seed: scenario.seed,
        model: { name, sha256 },
        machine: { cpuModel, cores, node },
        load: {
          rateRps: rate,
          durationMs,
          eventMs: eventMs(order),
          timeoutMs,
          maxInFlight: MOST_IN_FLIGHT,
        },
        restartAfterMs,
        hangMs,
        overloadFactor: overload,
      },
      drills: results,
      warnings:
        loadAverage > cores / 2
          ? [
              `the machine was busy before the start (load average ${loadAverage.toFixed(1)} on ${cores} cores)`,
            ]
          : [],
    };
  } finally {
    await session.stop();
    await run.close('finished');
  }
}
