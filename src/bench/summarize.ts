import type { PrecisionPlan, StoredRun } from '../core/stored-run.js';
import { SCHEMA_VERSION, type Result } from '../result/contract.js';
import type { ModeResult } from '../result/mode-contract.js';
import { compareModes } from './compare-modes.js';
import { widestReach } from './precision.js';
import { runWarnings } from './run-warnings.js';
import { summarizeMode } from './summarize-mode.js';

/**
 * Derives everything that is reported of a run from its stored trials. Pure: a stored run renders again to the same.
 * @param against another mode to compare all others with
 */
export function summarizeRun(stored: StoredRun, against?: string): Result {
  const { run } = stored;
  const { precision } = run;
  const { scenario } = run;
  const modes: Record<string, ModeResult> = {};
  for (const record of stored.modes) modes[record.mode] = summarizeMode(record, stored);
  const result: Result = {
    schemaVersion: SCHEMA_VERSION,
    run: {
      id: run.id,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      status: run.status,
      scenario: scenario.name,
      ...(scenario.question === undefined ? {} : { question: scenario.question }),
      scenarioText: scenario.text,
      seed: run.seed,
      repeats: precision ? blocksOf(stored) : scenario.repeats,
      environment: { ...run.environment, libraries: { ...run.environment.libraries } },
      model: { ...run.model },
    },
    modes,
    comparisons: compareModes(modes, { against, looks: precision?.looks.length }),
    warnings: [...run.warnings, ...runWarnings(stored)],
  };
  return precision ? { ...result, precision: precisionOf(result, precision) } : result;
}

function precisionOf(
  result: Result,
  { metric, target, looks }: PrecisionPlan,
): NonNullable<Result['precision']> {
  const reach = widestReach(result, metric);
  const { repeats } = result.run;
  return { metric, target, reach, reached: reach !== null && reach <= target, repeats, looks: [...looks] };
}

function blocksOf({ trials }: StoredRun): number {
  return new Set(trials.map(({ block }) => block)).size;
}
