import { UserError } from '../core/errors.js';
import { COMPARE_VERSION, type CompareResult } from '../result/compare-contract.js';
import type { Result } from '../result/contract.js';
import { comparableMetrics, loadKindOf, type Direction } from '../result/metrics.js';
import { MODE_METRICS } from '../result/mode-metrics.js';
import type { ModeResult } from '../result/mode-contract.js';
import { mean } from '../statistics/describe.js';
import { unpairedRatio } from '../statistics/unpaired.js';
import { verdict, type Verdict } from '../statistics/verdict.js';
import { differencesBetween } from './differences.js';

type Row = CompareResult['rows'][number];

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
  const labels = Object.keys(other.modes).filter((label) => label in base.modes);
  const rows = labels.flatMap((label) => rowsOf(label, base.modes[label], other.modes[label]));
  if (rows.length === 0) {
    throw new UserError(
      'NOTHING_TO_COMPARE',
      'the two runs have no mode and load in common that was measured',
    );
  }
  return {
    schemaVersion: COMPARE_VERSION,
    compare: { base: sideOf(base), other: sideOf(other) },
    rows,
    geomeans: labels.flatMap((mode) => geomeanOf(mode, rows)),
    warnings: [
      ...differences.map((difference) => `compared although they differ in ${difference}`),
      'the runs were measured one after the other: what changed on the machine meanwhile is part of every ratio',
    ],
  };
}

function sideOf({ run }: Result): CompareResult['compare']['base'] {
  const { id, startedAt, scenario, repeats, model, environment } = run;
  return { id, startedAt, scenario, repeats, model: { ...model }, gitCommit: environment.gitCommit };
}

function rowsOf(mode: string, base: ModeResult | undefined, other: ModeResult | undefined): Row[] {
  if (!base || !other) return [];
  const loads = Object.entries(other.loads).flatMap(([load, summary]) => {
    const before = base.loads[load];
    if (!before || !before.validity.valid || !summary.validity.valid) return [];
    return comparableMetrics(loadKindOf(summary)).flatMap((metric): Row[] => {
      const valuesOf = ({ repeats }: typeof summary): number[] =>
        repeats.flatMap((repeat) => {
          const value = repeat.validity.valid ? metric.ofRepeat(repeat) : null;
          return value !== null && value > 0 ? [value] : [];
        });
      const [old, now] = [valuesOf(before), valuesOf(summary)];
      const [oldFigure, newFigure] = [metric.ofLoad(before), metric.ofLoad(summary)];
      if (old.length === 0 || now.length === 0 || oldFigure === null || newFigure === null) return [];
      const { ratio, ci95, method } = unpairedRatio(old, now);
      const { id, unit, better } = metric;
      return [
        {
          ...{ mode, load, metric: id, unit, better, old: oldFigure, new: newFigure, ratio, method },
          ci95: ci95 && [ci95[0], ci95[1]],
          verdict: verdict(ci95),
          repeats: [old.length, now.length],
        },
      ];
    });
  });
  return [...loads, ...exactRows(mode, base, other)];
}

function exactRows(mode: string, base: ModeResult, other: ModeResult): Row[] {
  return MODE_METRICS.filter(({ isExact }) => isExact).flatMap((metric): Row[] => {
    const [old, now] = [metric.of(base), metric.of(other)];
    if (old === null || now === null || old <= 0 || now <= 0) return [];
    const found: Verdict = now === old ? 'same' : now < old ? 'lower' : 'higher';
    const { id, unit, better } = metric;
    return [
      {
        ...{
          mode,
          load: null,
          metric: id,
          unit,
          better,
          old,
          new: now,
          ratio: now / old,
          method: 'exact' as const,
        },
        ci95: [now / old, now / old],
        verdict: found,
        repeats: [1, 1],
      },
    ];
  });
}

/** Of all loads of a mode, each ratio turned so that below 1 is better (as benchstat's geomean, of mixed units). */
function geomeanOf(mode: string, rows: readonly Row[]): CompareResult['geomeans'] {
  const turned = rows
    .filter((row) => row.mode === mode && row.method !== 'exact')
    .map(({ ratio, better }) => costOf(ratio, better));
  if (turned.length === 0) return [];
  return [{ mode, cost: Math.exp(mean(turned.map(Math.log))), rows: turned.length }];
}

function costOf(ratio: number, better: Direction): number {
  return better === 'lower' ? ratio : 1 / ratio;
}
