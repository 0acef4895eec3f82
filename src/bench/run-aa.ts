import { UserError } from '../core/errors.js';
import type { NoiseFloor, NoiseRecord } from '../core/noise-floor.js';
import type { ModeEntry, Scenario } from '../core/scenario.js';
import { newRunId, type History } from '../history/history.js';
import type { Result } from '../result/contract.js';
import { noiseFloor } from '../statistics/detectable-effect.js';
import { standardDeviation } from '../statistics/describe.js';
import { logRatios } from '../statistics/log-ratios.js';
import { pairedRatio } from '../statistics/paired.js';
import { comparedPairs } from './compare-modes.js';
import { hardwareOf } from './hardware.js';
import type { RunSettings } from './open-run.js';
import { runScenario } from './run-scenario.js';
import { summarizeRun } from './summarize.js';

/** The second of two that are the same. */
const AGAIN = 'again';

/**
 * Measures one mode against itself, in pairs of fresh deployments, and records what differs: the noise floor.
 * @param scenario with one mode; `repeats` is the number of pairs
 * @throws UserError TOO_FEW_PAIRS below 3 @throws the signal's reason when interrupted
 */
export async function runAa(
  scenario: Scenario,
  history: History,
  settings: Omit<RunSettings, 'runId' | 'recorder' | 'precision' | 'isEnough'>,
): Promise<NoiseRecord> {
  const [mode] = scenario.modes;
  if (!mode) throw new UserError('NO_MODE', 'the scenario has no mode to measure');
  const runId = newRunId();
  const twice = sameTwice(scenario, mode);
  await runScenario(twice, { ...settings, runId, recorder: history });
  const stored = history.load(runId);
  const result = summarizeRun(stored);
  const failed = Object.values(result.modes).find(({ status }) => status === 'failed');
  if (failed)
    throw new UserError('MODE_FAILED', `${mode.label} failed: ${failed.error?.message ?? 'unknown'}`);
  const floors = floorsOf(result, mode.label);
  const known = new Set(floors.map(({ load }) => load));
  const record: NoiseRecord = {
    runId,
    measuredAt: stored.run.startedAt,
    hardware: hardwareOf(stored.run.environment),
    scenario: scenario.name,
    mode: mode.label,
    floors,
    missing: scenario.loads.flatMap(({ id }) => (known.has(id) ? [] : [id])),
  };
  history.noise.add(record);
  return record;
}

function sameTwice(scenario: Scenario, mode: ModeEntry): Scenario {
  const other: ModeEntry = { ...mode, label: `${mode.label}-${AGAIN}` };
  return { ...scenario, name: `${scenario.name}-aa`, modes: [mode, other], objectives: { latencyUs: {} } };
}

function floorsOf({ modes }: Result, label: string): NoiseFloor[] {
  return comparedPairs(modes, { mode: `${label}-${AGAIN}`, against: label }).flatMap(
    ({ load, metric, pairs }) => {
      const floor = noiseFloor(pairs);
      if (floor === null) return [];
      const { ratio } = pairedRatio(pairs);
      return [{ load, metric, pairs: pairs.length, ratio, sd: standardDeviation(logRatios(pairs)), floor }];
    },
  );
}
