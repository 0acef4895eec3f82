import type { BlockCanary, CanaryReading } from '../../core/baseline.js';
import type { GateRule } from '../../core/gate.js';
import { loadKindOf, LOAD_METRICS } from '../../result/metrics.js';
import type { Result } from '../../result/contract.js';
import { unpairedTest, type RatioTest } from '../../statistics/ratio-test.js';
import type { TrialFigure } from './gate-pairs.js';

/** Beyond this, up or down, the machine is not the same any more: scaling by so much would be a guess. */
export const MOST_CANARY_CHANGE = 0.25;

/** How the canary of today compares with that of a baseline: 0.9 = today's machine does 0.9 of the work. */
export interface CanaryRatios {
  readonly throughput: RatioTest;
  readonly latency: RatioTest;
}

/** @param base, head at least one reading each */
export function canaryRatios(base: readonly CanaryReading[], head: readonly CanaryReading[]): CanaryRatios {
  const of = (read: (reading: CanaryReading) => number): RatioTest =>
    unpairedTest(base.map(read), head.map(read));
  return { throughput: of(({ rps }) => rps), latency: of(({ latencyUs }) => latencyUs) };
}

/** Which figure of the canary stands for a rule's: null where none does, or the rule is about the head alone. */
function figureFor({ mode, load, metric, limit }: GateRule, { modes }: Result): keyof CanaryRatios | null {
  if (limit.kind === 'absolute' || load === null) return null;
  const summary = modes[mode]?.loads[load];
  const kind = summary ? loadKindOf(summary) : 'closed';
  if (LOAD_METRICS.find(({ id }) => id === metric)?.unit === 'requests/s')
    return kind === 'open' ? null : 'throughput';
  return kind === 'closed' ? 'throughput' : 'latency';
}

/**
 * Why the canary forbids to judge a rule; undefined where it does not.
 * @param base what was measured then @param ratios undefined where the baseline has no reading
 */
export function canaryDoubt(
  rule: GateRule,
  base: Result,
  ratios: CanaryRatios | undefined,
): string | undefined {
  const figure = figureFor(rule, base);
  if (figure === null) return undefined;
  if (!ratios) return 'the baseline was set for figures without noise alone; set it again for this one';
  const { ratio } = ratios[figure];
  if (Math.max(ratio, 1 / ratio) <= 1 + MOST_CANARY_CHANGE) return undefined;
  return `the machine is not as it was: the ${figure} of the canary is ${ratio.toFixed(2)} times that of the baseline, and more than ${MOST_CANARY_CHANGE * 100}% is not scaled out`;
}

/**
 * The figures of a rule in units of the canary of their block: what is left is not the machine's speed. Rates and
 * latencies under full load go by the canary's throughput, latencies under a given rate by its latency; the rate of
 * an open loop is given, so its goodput stays as it is. The canary's own noise becomes part of the figures' spread, and
 * so of every interval.
 * @returns nothing of a block without a reading
 */
export function scaleByCanary(
  rule: GateRule,
  result: Result,
  figures: readonly TrialFigure[],
  canaries: readonly BlockCanary[],
): number[] {
  const byBlock = new Map(canaries.map((reading) => [reading.block, reading]));
  const unitOf = unitFor(rule, result);
  return figures.flatMap(({ block, value }) => {
    const reading = byBlock.get(block);
    return reading ? [value / unitOf(reading)] : [];
  });
}

function unitFor(rule: GateRule, result: Result): (reading: CanaryReading) => number {
  const figure = figureFor(rule, result);
  if (figure === null) return () => 1;
  if (figure === 'latency') return ({ latencyUs }) => latencyUs;
  const isRate = LOAD_METRICS.find(({ id }) => id === rule.metric)?.unit === 'requests/s';
  return isRate ? ({ rps }) => rps : ({ rps }) => 1 / rps;
}
