import type { GateRule } from '../../core/gate.js';
import { LOAD_METRICS } from '../../result/metrics.js';
import { holm } from '../../statistics/multiple.js';
import type { RatioTest } from '../../statistics/ratio-test.js';
import { FEWEST_ROUNDS } from './looks.js';

const ALPHA = 0.05;

/** How a rule stands: it holds, it seems to be broken, or more repeats are needed. */
export type Standing = 'holds' | 'suspected' | 'open';

/** A rule with what it is judged by: head against base, or against the bound of an absolute limit. */
export interface Evidence {
  readonly rule: GateRule;
  /** undefined where no trial was valid. */
  readonly test: RatioTest | undefined;
  /** Valid trials of the head without the figure, which has no ratio then: nothing was answered, or too little. */
  readonly missing: number;
}

/**
 * Judges a rule by the first trials; one-sided, because a change for the better is none of a gate's business.
 * - It **holds** where "worse than the limit" is refuted at 5%, Bonferroni over the looks: its interval excludes the
 *   limit.
 * - It does not hold while valid trials of the head lack the figure: what they would say is not known, or worse.
 * - It is **suspected** where the change for the worse is significant at 5% and the estimate beyond the limit. That is
 *   no verdict yet, so nothing is adjusted here: fresh trials have to confirm it (`confirmed`).
 * @param looks how often the data are looked at in all, fixed beforehand
 */
export function standingOf(evidence: Evidence, looks: number): Standing {
  const { rule, test, missing } = evidence;
  if (isSilent(evidence)) return missing >= FEWEST_ROUNDS ? 'suspected' : 'open';
  if (missing > 0) return 'open';
  const side = worseSide(rule);
  const better = side === 'above' ? 'below' : 'above';
  if (looks * (pValueOf(test, better, limitRatio(rule), looks) ?? 1) <= ALPHA) return 'holds';
  return looksBroken(evidence) && (pValueOf(test, side, 1) ?? 1) <= ALPHA ? 'suspected' : 'open';
}

/**
 * Whether fresh trials confirm that rules are broken: the same two conditions, at 5% over all rules that are tested
 * together (Holm). Fresh trials know nothing of why the rules were chosen, so they are unbiased (against a baseline those of the head
 * alone: what its own trials were off by, they are off by again).
 * @returns for each rule, in order
 */
export function confirmed(evidence: readonly Evidence[]): boolean[] {
  const pValues = holm(
    evidence.map((each) =>
      isSilent(each) && each.missing >= FEWEST_ROUNDS
        ? 0
        : (pValueOf(each.test, worseSide(each.rule), 1) ?? 1),
    ),
  );
  return evidence.map((each, index) => looksBroken(each) && (pValues[index] ?? 1) <= ALPHA);
}

/** Whether the estimate lies beyond the limit. */
export function looksBroken(evidence: Evidence): boolean {
  const { rule, test } = evidence;
  if (!test) return isSilent(evidence);
  return worseSide(rule) === 'above' ? test.ratio > limitRatio(rule) : test.ratio < limitRatio(rule);
}

/** How far the estimate lies beyond the limit, as a logarithm; negative within it. */
export function excess(evidence: Evidence): number {
  const { rule, test } = evidence;
  if (!test) return isSilent(evidence) ? Infinity : -Infinity;
  const distance = Math.log(test.ratio) - Math.log(limitRatio(rule));
  return worseSide(rule) === 'above' ? distance : -distance;
}

/** True where the head answered nothing in every trial: a rate of zero is beyond any limit, and has no logarithm. */
export function isSilent({ rule, test, missing }: Evidence): boolean {
  return test === undefined && missing > 0 && unitOf(rule) === 'requests/s' && worseSide(rule) === 'below';
}

function unitOf({ metric }: GateRule): string | undefined {
  return LOAD_METRICS.find(({ id }) => id === metric)?.unit;
}

/** Where head / base lies when the rule is broken. */
export function worseSide({ limit }: GateRule): 'above' | 'below' {
  if (limit.kind === 'change') return limit.direction === 'increase' ? 'above' : 'below';
  return limit.kind === 'absolute' && limit.bound === 'least' ? 'below' : 'above';
}

/** The ratio beyond which the rule is broken. */
export function limitRatio({ limit }: GateRule): number {
  if (limit.kind !== 'change') return 1;
  return limit.direction === 'increase' ? 1 + limit.share : 1 - limit.share;
}

/** null where there are too few values, or the limit is no ratio (a decrease of 100%). */
function pValueOf(
  test: RatioTest | undefined,
  side: 'above' | 'below',
  threshold: number,
  looks = 1,
): number | null {
  return threshold > 0 && test ? test.pValue(side, threshold, looks) : null;
}
