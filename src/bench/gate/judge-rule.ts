import type { GateRule } from '../../core/gate.js';
import { holm } from '../../statistics/multiple.js';
import type { RatioTest } from '../../statistics/ratio-test.js';

const ALPHA = 0.05;

/** How a rule stands: it holds, it seems to be broken, or more repeats are needed. */
export type Standing = 'holds' | 'suspected' | 'open';

/** A rule with what it is judged by: head against base, or against the bound of an absolute limit. */
export interface Evidence {
  readonly rule: GateRule;
  /** undefined where no trial was valid. */
  readonly test: RatioTest | undefined;
}

/**
 * Judges a rule by the first trials; one-sided, because a change for the better is none of a gate's business.
 * - It **holds** where "worse than the limit" is refuted at 5%, Bonferroni over the looks: its interval excludes the
 *   limit.
 * - It is **suspected** where the change for the worse is significant at 5% and the estimate beyond the limit. That is
 *   no verdict yet, so nothing is adjusted here: fresh trials have to confirm it (`confirmed`).
 * @param looks how often the data are looked at in all, fixed beforehand
 */
export function standingOf({ rule, test }: Evidence, looks: number): Standing {
  const side = worseSide(rule);
  const better = side === 'above' ? 'below' : 'above';
  if (looks * (pValueOf(test, better, limitRatio(rule)) ?? 1) <= ALPHA) return 'holds';
  return looksBroken({ rule, test }) && (pValueOf(test, side, 1) ?? 1) <= ALPHA ? 'suspected' : 'open';
}

/**
 * Whether fresh trials confirm that rules are broken: the same two conditions, at 5% over all rules that are tested
 * together (Holm). Fresh trials know nothing of why the rules were chosen, so they are unbiased.
 * @returns for each rule, in order
 */
export function confirmed(evidence: readonly Evidence[]): boolean[] {
  const pValues = holm(evidence.map(({ rule, test }) => pValueOf(test, worseSide(rule), 1) ?? 1));
  return evidence.map((each, index) => looksBroken(each) && (pValues[index] ?? 1) <= ALPHA);
}

/** Whether the estimate lies beyond the limit. */
export function looksBroken({ rule, test }: Evidence): boolean {
  if (!test) return false;
  return worseSide(rule) === 'above' ? test.ratio > limitRatio(rule) : test.ratio < limitRatio(rule);
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
function pValueOf(test: RatioTest | undefined, side: 'above' | 'below', threshold: number): number | null {
  return threshold > 0 && test ? test.pValue(side, threshold) : null;
}
