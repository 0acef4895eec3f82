import { formatFigure } from '../reporters/format-number.js';
import type { CompareResult } from '../result/compare-contract.js';
import type { LoadSummary } from '../result/load-contract.js';
import { comparableMetrics, loadKindOf, type Unit } from '../result/metrics.js';
import type { ModeResult } from '../result/mode-contract.js';
import { MODE_METRICS } from '../result/mode-metrics.js';
import { unpairedRatio } from '../statistics/unpaired.js';
import { verdict, type Verdict } from '../statistics/verdict.js';

export type CompareRow = CompareResult['rows'][number];

/** @returns in the order of the new run, and then what only the old one has. */
export function namesIn(base: object, other: object): string[] {
  return [...new Set([...Object.keys(other), ...Object.keys(base)])];
}

/** Rows, and a sentence for each thing that has none. */
export function compareMode(mode: string, base?: ModeResult, other?: ModeResult): (CompareRow | string)[] {
  if (!base || !other) return [`not compared: ${mode} is in the ${base ? 'old' : 'new'} run alone`];
  const failures = (['old', 'new'] as const).flatMap((side) => {
    const { status, error } = side === 'old' ? base : other;
    return status === 'failed' ? [`${mode} failed in the ${side} run: ${error?.message ?? 'no reason'}`] : [];
  });
  const loads = namesIn(base.loads, other.loads).flatMap((load) =>
    compareLoad({ mode, load }, base.loads[load], other.loads[load]),
  );
  return [...failures, ...loads, ...compareExact(mode, base, other)];
}

interface Place {
  readonly mode: string;
  readonly load: string;
}

function compareLoad(
  { mode, load }: Place,
  before?: LoadSummary,
  after?: LoadSummary,
): (CompareRow | string)[] {
  if (!before || !after) {
    return [`not compared: ${mode}.${load} was measured in the ${before ? 'old' : 'new'} run alone`];
  }
  const invalid = (['old', 'new'] as const).flatMap((side) => {
    const { valid, reasons } = (side === 'old' ? before : after).validity;
    const [first = 'no reason', ...more] = reasons;
    const why = more.length === 0 ? first : `${first}; and ${more.length} more`;
    return valid ? [] : [`it has no valid trial in the ${side} run (${why})`];
  });
  if (invalid.length > 0) return [`not compared: ${mode}.${load}, since ${invalid.join(', and ')}`];
  const without: string[] = [];
  const rows = comparableMetrics(loadKindOf(after)).flatMap((metric): CompareRow[] => {
    const valuesOf = ({ repeats }: LoadSummary): number[] =>
      repeats.flatMap((repeat) => {
        const value = repeat.validity.valid ? metric.ofRepeat(repeat) : null;
        return value === null ? [] : [value];
      });
    const [old, now] = [valuesOf(before), valuesOf(after)];
    const [oldFigure, newFigure] = [metric.ofLoad(before), metric.ofLoad(after)];
    const { id, unit, better } = metric;
    const isWhole = [old, now].every((values) => values.length > 0 && !values.includes(0));
    if (!isWhole || oldFigure === null || newFigure === null) {
      if (oldFigure !== null || newFigure !== null) without.push(pairText(metric, oldFigure, newFigure));
      return [];
    }
    const { ratio, ci95, method } = unpairedRatio(old, now);
    return [
      {
        ...{ mode, load, metric: id, unit, better, old: oldFigure, new: newFigure, ratio, method },
        ci95: ci95 && [ci95[0], ci95[1]],
        verdict: verdict(ci95),
        repeats: [old.length, now.length],
      },
    ];
  });
  if (without.length === 0) return rows;
  const why = 'a repeat has a figure of 0, or none has a figure';
  return [...rows, `not compared at ${mode}.${load}, since ${why}: ${without.join(', ')}`];
}

/** `p99Us (812 us and none)`, `coverage (0% and 60.0%)`: of the old and the new run. */
function pairText(
  { id, unit }: { readonly id: string; readonly unit: Unit },
  ...pair: (number | null)[]
): string {
  const texts = pair.map((value) => (value === null ? 'none' : formatFigure(value, unit)));
  return `${id} (${texts.join(' and ')})`;
}

function compareExact(mode: string, base: ModeResult, other: ModeResult): (CompareRow | string)[] {
  return MODE_METRICS.filter(({ isExact }) => isExact).flatMap((metric): (CompareRow | string)[] => {
    const [old, now] = [metric.of(base), metric.of(other)];
    if (old === null && now === null) return [];
    if (old === null || now === null || (old === 0 && now !== 0)) {
      return [`without a ratio: ${mode}.${pairText(metric, old, now)}, in the old and in the new run`];
    }
    const ratio = now === old ? 1 : now / old;
    const found: Verdict = now === old ? 'same' : now < old ? 'lower' : 'higher';
    const { id, unit, better } = metric;
    return [
      {
        ...{ mode, load: null, metric: id, unit, better, old, new: now, ratio, method: 'exact' as const },
        ci95: [ratio, ratio],
        verdict: found,
        repeats: [1, 1],
      },
    ];
  });
}
