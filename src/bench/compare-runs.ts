import { UserError } from '../core/errors.js';
import { COMPARE_VERSION, type CompareResult } from '../result/compare-contract.js';
import type { Result } from '../result/contract.js';
import type { Direction } from '../result/metrics.js';
import { geometricMean } from '../statistics/describe.js';
import { compareMode, namesIn, type CompareRow } from './compare-mode.js';
import { differencesBetween } from './differences.js';

/**
 * Compares two results, metric by metric. @param force compare although something differs, and say what as warnings
 * @throws UserError RUNS_DIFFER naming every difference, NOTHING_TO_COMPARE
 */
export function compareRuns(
  base: Result,
  other: Result,
  { force }: { readonly force: boolean },
): CompareResult {
  const differences = differencesBetween(base, other);
  if (differences.length > 0 && !force) {
    throw new UserError(
      'RUNS_DIFFER',
      `the runs cannot be compared: ${differences.join('; ')}`,
      'run the same scenario again, or compare all the same with --force',
    );
  }
  const labels = namesIn(base.modes, other.modes);
  const found = labels.flatMap((label) => compareMode(label, base.modes[label], other.modes[label]));
  const rows = found.filter((item) => typeof item !== 'string');
  const leftOut = found.filter((item) => typeof item === 'string');
  if (rows.length === 0) {
    throw new UserError(
      'NOTHING_TO_COMPARE',
      ['the two runs have no mode and load in common that was measured', ...leftOut].join('; '),
    );
  }
  return {
    schemaVersion: COMPARE_VERSION,
    compare: { base: sideOf(base), other: sideOf(other) },
    rows,
    geomeans: labels.flatMap((mode) => geomeanOf(mode, rows)),
    warnings: [
      ...differences.map((difference) => `compared although they differ in ${difference}`),
      ...leftOut,
      'the runs were measured one after the other: what changed on the machine meanwhile is part of every ratio',
    ],
  };
}

function sideOf({ run }: Result): CompareResult['compare']['base'] {
  const { id, startedAt, scenario, repeats, model, environment } = run;
  return { id, startedAt, scenario, repeats, model: { ...model }, gitCommit: environment.gitCommit };
}

/** Of all loads of a mode, each ratio turned so that below 1 is better (as benchstat's geomean, of mixed units). */
function geomeanOf(mode: string, rows: readonly CompareRow[]): CompareResult['geomeans'] {
  const turned = rows
    .filter((row) => row.mode === mode && row.method !== 'exact')
    .map(({ ratio, better }) => costOf(ratio, better));
  if (turned.length === 0) return [];
  return [{ mode, cost: geometricMean(turned), rows: turned.length }];
}

function costOf(ratio: number, better: Direction): number {
  return better === 'lower' ? ratio : 1 / ratio;
}
