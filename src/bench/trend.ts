import { UserError } from '../core/errors.js';
import type { StoredRun } from '../core/stored-run.js';
import type { TrendChange, TrendPoint, TrendReport, TrendSeries } from '../core/trend-report.js';
import type { Result } from '../result/contract.js';
import { LOAD_METRICS } from '../result/metrics.js';
import { EXACT_METRICS, MODE_METRICS } from '../result/mode-metrics.js';
import { readLoad } from '../result/read-load.js';
import { gateTargets } from '../scenario/gates-section.js';
import { closest, quote } from '../scenario/suggest.js';
import { changePoints, FEWEST_FOR_CHANGE, isLevelShift } from '../statistics/change-points.js';
import { mean } from '../statistics/describe.js';
import { differencesBetween } from './differences.js';
import { gateRules } from './gate/default-rules.js';
import { hardwareOf } from './hardware.js';
import { summarizeRun } from './summarize.js';

const METHOD = 'E-divisive on logarithms, by permutation, p <= 0.05 (Matteson and James 2014)';

interface Figure {
  readonly path: string;
  readonly mode: string;
  readonly load: string | null;
  readonly metric: string;
}

/**
 * Figures of one scenario over its runs, on the hardware and with the settings of the latest.
 *
 * @param stored newest first, at least one @param metrics paths; none: what `gate` would check
 * @throws UserError METRIC_UNKNOWN with the nearest path
 */
export function trendOf(stored: readonly StoredRun[], metrics: readonly string[]): TrendReport {
  const [latest] = stored;
  if (!latest) throw new Error('a trend needs a run');
  const figures = chooseFigures(latest, metrics);
  const reference = summarizeRun(latest);
  const hardware = hardwareOf(reference.run.environment);
  const leftOut = { hardware: 0, settings: 0, unfinished: 0 };
  const results: Result[] = [];
  for (const run of stored.toReversed()) {
    if (run.run.status === 'running' && run !== latest) leftOut.unfinished++;
    else if (hardwareOf(run.run.environment) !== hardware) leftOut.hardware++;
    else {
      const result = summarizeRun(run);
      // A new model belongs to a trend; other traffic, loads or options of modes make another measurement.
      const others = differencesBetween(reference, result).filter((text) => !text.startsWith('model:'));
      if (others.length > 0) leftOut.settings++;
      else results.push(result);
    }
  }
  const { scenario } = reference.run;
  return {
    schemaVersion: 1,
    trend: { scenario, hardware, runs: results.length, leftOut, method: METHOD },
    series: figures.map((figure) => seriesOf(figure, results)),
  };
}

function chooseFigures({ run: { scenario } }: StoredRun, metrics: readonly string[]): readonly Figure[] {
  if (metrics.length === 0) return gateRules(scenario);
  const modeFigures = scenario.modes.flatMap(({ label: mode }) =>
    MODE_METRICS.map(({ id }) => [`${mode}.${id}`, { mode, load: null, metric: id }] as const),
  );
  const known = new Map<string, Omit<Figure, 'path'>>([
    ...gateTargets(scenario.modes, scenario.loads),
    ...modeFigures,
  ]);
  return metrics.map((path) => {
    const target = known.get(path);
    if (target) return { ...target, path };
    const paths = [...known.keys()];
    const meant = closest(path, paths);
    throw new UserError(
      'METRIC_UNKNOWN',
      `--metric: no figure ${quote(path)} in ${scenario.name}`,
      meant === undefined
        ? `expected MODE.LOAD.METRIC or MODE.METRIC such as ${paths.slice(0, 3).join(', ')}`
        : `did you mean "${meant}"?`,
    );
  });
}

function seriesOf(figure: Figure, results: readonly Result[]): TrendSeries {
  const points = results.flatMap((result): TrendPoint[] => {
    const value = valueOf(figure, result);
    if (value === null) return [];
    const { id, startedAt, environment } = result.run;
    return [{ run: id, startedAt, commit: environment.gitCommit, value }];
  });
  const { metric, path } = figure;
  const declared = [...LOAD_METRICS, ...MODE_METRICS, ...EXACT_METRICS].find(({ id }) => id === metric);
  const { unit = 'count', better = 'lower' } = declared ?? {};
  return { metric: path, unit, better, points, changes: changesOf(points, better) };
}

/** Of an invalid load there is no figure. */
function valueOf({ mode: label, load, metric }: Figure, { modes }: Result): number | null {
  const mode = modes[label];
  if (!mode || mode.status === 'failed') return null;
  if (load === null) {
    return [...MODE_METRICS, ...EXACT_METRICS].find(({ id }) => id === metric)?.of(mode) ?? null;
  }
  const summary = readLoad(mode, load);
  if (!summary?.validity.valid) return null;
  return LOAD_METRICS.find(({ id }) => id === metric)?.ofLoad(summary) ?? null;
}

function changesOf(points: readonly TrendPoint[], better: TrendSeries['better']): TrendChange[] {
  const values = points.map(({ value }) => value);
  // A share or a count may be 0, which has no logarithm.
  const isPositive = values.every((value) => value > 0);
  const scaled = isPositive ? values.map(Math.log) : values;
  const level = (from: number, to: number): number => {
    const centre = mean(scaled.slice(from, to));
    return isPositive ? Math.exp(centre) : centre;
  };
  const found = changePoints(scaled);
  return found.flatMap(({ at, pValue }, index): TrendChange[] => {
    const point = points[at];
    if (!point) return [];
    const [from, to] = [found[index - 1]?.at ?? 0, found[index + 1]?.at ?? points.length];
    const [before, after] = [level(from, at), level(at, to)];
    const { run, commit } = point;
    const direction = after > before === (better === 'higher') ? 'better' : 'worse';
    // A few values never differ significantly by themselves; the change as a whole was found significant.
    const isShort = to - from < FEWEST_FOR_CHANGE;
    const isShift = isShort || isLevelShift(scaled.slice(from, at), scaled.slice(at, to));
    const verdict = isShift ? direction : 'spread';
    return [{ at, run, commit, before, after, ratio: after / before, verdict, pValue }];
  });
}
