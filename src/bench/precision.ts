import { UserError } from '../core/errors.js';
import type { Scenario } from '../core/scenario.js';
import type { PrecisionPlan } from '../core/stored-run.js';
import type { Result } from '../result/contract.js';
import { closest } from '../scenario/suggest.js';
import { comparedMetrics, referenceMode } from './compare-modes.js';
import { plannedMs } from './plan-trials.js';

/** How often the data are looked at; fixed, because each look at a moving target may mislead. */
const LOOKS = 4;
/** Fewest repeats at which there is an interval at all. */
const FEWEST_REPEATS = 3;
const MOST_REPEATS = 400;
/** Deploying a mode, checking its predictions, stopping it: on top of warm-up and trials. */
const DEPLOY_MS = 1500;

export interface PrecisionRequest {
  /** 0.05: the interval reaches at most 5% to each side of its ratio. */
  readonly target: number;
  /** `LOAD.METRIC`, such as `saturation.throughputRps`; the first load's main figure if left out. */
  readonly metric?: string | undefined;
  readonly timeLimitMs: number;
}

/**
 * Fixes, before anything is measured, after how many repeats the intervals are looked at: as many repeats as fit into
 * the time, in equal steps. @throws UserError METRIC_UNKNOWN, TIME_LIMIT_TOO_SHORT
 */
export function planPrecision(scenario: Scenario, request: PrecisionRequest): PrecisionPlan {
  const { target, timeLimitMs } = request;
  const blockMs = plannedMs(scenario) / scenario.repeats + scenario.modes.length * DEPLOY_MS;
  const most = Math.min(MOST_REPEATS, Math.floor(timeLimitMs / blockMs));
  if (most < FEWEST_REPEATS) {
    throw new UserError(
      'TIME_LIMIT_TOO_SHORT',
      `--time-limit leaves room for ${most} repeats of about ${seconds(blockMs)}; an interval needs ${FEWEST_REPEATS}`,
      `allow at least ${seconds(FEWEST_REPEATS * blockMs)}, or measure fewer modes (--modes) or shorter loads (--duration)`,
    );
  }
  const steps = Array.from({ length: LOOKS }, (_, look) => Math.ceil((most * (look + 1)) / LOOKS));
  const looks = [...new Set(steps.map((step) => Math.max(FEWEST_REPEATS, step)))];
  return { metric: chosenMetric(scenario, request.metric), target, looks, timeLimitMs };
}

/**
 * How far the widest interval of the chosen metric reaches: sqrt(upper / lower) - 1. Of the ratios to the reference
 * mode; of the figure itself where there is one mode alone. @returns null where an interval is missing
 */
export function widestReach({ modes, comparisons }: Result, metric: string): number | null {
  const [load = '', id = ''] = metric.split('.');
  const reference = referenceMode(modes);
  const ratios = comparisons.filter(
    (comparison) => comparison.load === load && comparison.metric === id && comparison.against === reference,
  );
  const [only] = Object.values(modes);
  const figures = only?.loads[load];
  const single =
    (id === 'capacityRps' ? figures?.search?.ci95 : figures?.ci95?.[id as 'throughputRps']) ?? null;
  const intervals = Object.keys(modes).length === 1 ? [single] : ratios.map(({ ci95 }) => ci95);
  if (intervals.length === 0 || intervals.includes(null)) return null;
  return Math.max(
    ...intervals.map((interval) => (interval ? Math.sqrt(interval[1] / interval[0]) - 1 : Infinity)),
  );
}

function chosenMetric({ loads }: Scenario, wanted: string | undefined): string {
  const known = loads.flatMap(({ id: load, kind }) => comparedMetrics(kind).map(({ id }) => `${load}.${id}`));
  const metric = wanted ?? known[0] ?? '';
  if (known.includes(metric)) return metric;
  const meant = closest(metric, known);
  throw new UserError(
    'METRIC_UNKNOWN',
    `no metric "${metric}" in this scenario`,
    `${meant === undefined ? '' : `did you mean "${meant}"? `}known: ${known.join(', ')}`,
  );
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)}s`;
}
