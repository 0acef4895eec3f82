import type { GateRule } from '../../core/gate.js';
import type { Result } from '../../result/contract.js';
import { LOAD_METRICS } from '../../result/metrics.js';
import { EXACT_METRICS } from '../../result/mode-metrics.js';
import type { RepeatSummary } from '../../result/repeat-contract.js';
import { geometricMean } from '../../statistics/describe.js';
import type { Pair } from '../../statistics/log-ratios.js';
import { pairedTest } from '../../statistics/ratio-test.js';
import type { Sides } from './gate-trials.js';
import type { Evidence } from './judge-rule.js';

/** A rule's figure of one valid trial, above 0. */
export interface TrialFigure {
  readonly block: number;
  readonly value: number;
}

/** The figures of a rule, one for each valid trial of the rounds that count and has it. @param rounds undefined: all */
export function trialFigures(rule: GateRule, result: Result, rounds?: ReadonlySet<number>): TrialFigure[] {
  return validTrials(rule, result, rounds).filter(({ value }) => value > 0);
}

/** @returns the valid trials; one without the figure has 0 */
function validTrials(
  { metric, mode, load }: GateRule,
  { modes }: Result,
  rounds?: ReadonlySet<number>,
): TrialFigure[] {
  const repeats = load === null ? [] : (modes[mode]?.loads[load]?.repeats ?? []);
  const read = (repeat: RepeatSummary): number | null =>
    LOAD_METRICS.find(({ id }) => id === metric)?.ofRepeat(repeat) ?? null;
  return repeats
    .filter(({ block, validity }) => validity.valid && (rounds?.has(block) ?? true))
    .map((repeat) => ({ block: repeat.block, value: read(repeat) ?? 0 }));
}

/**
 * The pairs of a rule: head and base of the same round, both valid. For an absolute limit the base is the bound, so
 * that every rule is a question about one ratio.
 */
export function pairsOf(rule: GateRule, { base, head }: Sides<Result>, rounds: ReadonlySet<number>): Pair[] {
  const { limit } = rule;
  const before = new Map(trialFigures(rule, base, rounds).map(({ block, value }) => [block, value]));
  return trialFigures(rule, head, rounds).flatMap(({ block, value }) => {
    const reference = limit.kind === 'absolute' ? limit.value : before.get(block);
    return reference !== undefined && reference > 0 ? [{ base: reference, other: value }] : [];
  });
}

/**
 * Valid trials of the head without the figure. Against a base: of rounds in which the base has it. @param base undefined
 * where there is none to be had in the same rounds
 */
export function missingFigures(
  rule: GateRule,
  { base, head }: { readonly base: Result | undefined; readonly head: Result },
  rounds: ReadonlySet<number>,
): number {
  const known =
    base && rule.limit.kind !== 'absolute'
      ? new Set(trialFigures(rule, base, rounds).map(({ block }) => block))
      : rounds;
  return validTrials(rule, head, rounds).filter(({ block, value }) => value <= 0 && known.has(block)).length;
}

/** A figure without noise, of a mode as a whole. */
export function exactFigure({ metric, mode }: GateRule, { modes }: Result): number | null {
  const result = modes[mode];
  return result ? (EXACT_METRICS.find(({ id }) => id === metric)?.of(result) ?? null) : null;
}

/**
 * The typical figure of the trials that a ratio is taken over: their geometric mean, as that of the ratio. Reports of a
 * run take percentiles of all its trials together, and differ a little. @returns null where no trial was valid
 */
export function loadFigure(rule: GateRule, result: Result, rounds?: ReadonlySet<number>): number | null {
  const figures = trialFigures(rule, result, rounds);
  return figures.length === 0 ? null : geometricMean(figures.map(({ value }) => value));
}

/** The typical figures of both sides of the pairs of a rule; of an absolute limit, those of the base stand beside it. */
export function comparedFigures(
  rule: GateRule,
  sides: Sides<Result>,
  rounds: ReadonlySet<number>,
): Sides<number | null> {
  const pairs = pairsOf(rule, sides, rounds);
  const typical = (values: readonly number[]): number | null =>
    values.length === 0 ? null : geometricMean(values);
  return {
    base:
      rule.limit.kind === 'absolute'
        ? loadFigure(rule, sides.base, rounds)
        : typical(pairs.map(({ base }) => base)),
    head: typical(pairs.map(({ other }) => other)),
  };
}

/** What the pairs of a rule say, without a test where there are none. */
export function pairedEvidence(rule: GateRule, sides: Sides<Result>, rounds: ReadonlySet<number>): Evidence {
  const pairs = pairsOf(rule, sides, rounds);
  return {
    rule,
    test: pairs.length === 0 ? undefined : pairedTest(pairs),
    missing: missingFigures(rule, sides, rounds),
  };
}
