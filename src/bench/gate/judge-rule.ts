import type { GateRule } from '../../core/gate.js';
import type { Pair } from '../../statistics/log-ratios.js';
import { holm } from '../../statistics/multiple.js';
import { oneSidedPValue, pairedRatio, type PairedRatio } from '../../statistics/paired.js';

const ALPHA = 0.05;

/** How a rule stands: it holds, it seems to be broken, or more repeats are needed. */
export type Standing = 'holds' | 'suspected' | 'open';

/** A rule with the pairs that it is judged by: head against base, or against the bound of an absolute limit. */
export interface Evidence {
  readonly rule: GateRule;
  readonly pairs: readonly Pair[];
}

/**
 * Judges a rule by the first trials; one-sided, because a change for the better is none of a gate's business.
 * - It **holds** where "worse than the limit" is refuted at 5%, Bonferroni over the looks: its interval excludes the
 *   limit.
 * - It is **suspected** where the change for the worse is significant at 5% and the estimate beyond the limit. That is
 *   no verdict yet, so nothing is adjusted here: fresh trials have to confirm it (`confirmed`).
 * @param looks how often the data are looked at in all, fixed beforehand
 */
export function standingOf({ rule, pairs }: Evidence, looks: number): Standing {
  const side = worseSide(rule);
  const better = side === 'above' ? 'below' : 'above';
  if (looks * (pValueOf(pairs, better, limitRatio(rule)) ?? 1) <= ALPHA) return 'holds';
  return looksBroken({ rule, pairs }) && (pValueOf(pairs, side, 1) ?? 1) <= ALPHA ? 'suspected' : 'open';
}

/**
 * Whether fresh trials confirm that rules are broken: the same two conditions, at 5% over all rules that are tested
 * together (Holm). Fresh trials know nothing of why the rules were chosen, so they are unbiased.
 * @returns for each rule, in order
 */
export function confirmed(evidence: readonly Evidence[]): boolean[] {
  const pValues = holm(evidence.map(({ rule, pairs }) => pValueOf(pairs, worseSide(rule), 1) ?? 1));
  return evidence.map(
    ({ rule, pairs }, index) => looksBroken({ rule, pairs }) && (pValues[index] ?? 1) <= ALPHA,
  );
}

/** The ratio with its bounds, as it is reported; undefined without pairs. */
export function ratioOf({ pairs }: Evidence, looks: number): PairedRatio | undefined {
  return pairs.length === 0 ? undefined : pairedRatio(pairs, looks);
}

/** Whether the estimate lies beyond the limit. */
export function looksBroken({ rule, pairs }: Evidence): boolean {
  if (pairs.length === 0) return false;
  const { ratio } = pairedRatio(pairs);
  return worseSide(rule) === 'above' ? ratio > limitRatio(rule) : ratio < limitRatio(rule);
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

/** null where there are too few pairs, or the limit is no ratio (a decrease of 100%). */
function pValueOf(pairs: readonly Pair[], side: 'above' | 'below', threshold: number): number | null {
  return threshold > 0 && pairs.length > 0 ? oneSidedPValue(pairs, side, threshold) : null;
}
