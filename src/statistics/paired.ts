import { mean, standardDeviation } from './describe.js';
import { studentCdf, studentQuantile } from './student.js';
import { logRatios, type Pair } from './log-ratios.js';
import { hodgesLehmann, signedRankInterval, signedRankPValues } from './signed-rank.js';

/** Fewest pairs for an interval, and fewest for which ranks can reach P < 0.05 two-sided (2^-6 * 2 = 0.03). */
export const FEWEST_FOR_INTERVAL = 3;
export const FEWEST_FOR_RANKS = 6;

/** Share of a two-sided 95% interval that is left out on each side. */
const EACH_TAIL = 0.025;

export type PairedMethod = 'signed-rank' | 'paired-t' | 'none';
export type Interval = readonly [lower: number, upper: number];

/** Ratio other / base of one metric: 1.1 means that `other` is 10% higher. */
export interface PairedRatio {
  readonly ratio: number;
  /** Two-sided 95% interval; null below 3 pairs. */
  readonly ci95: Interval | null;
  /** One-sided 95% bounds, each valid alone: the ratio is at least `lower95`; it is at most `upper95`. */
  readonly lower95: number | null;
  readonly upper95: number | null;
  readonly pairs: number;
  readonly method: PairedMethod;
  /** Two-sided, of "the ratio is 1": at most 0.05 exactly where `ci95` excludes 1. */
  readonly pValue: number | null;
}

/**
 * Compares two modes over paired trials; the pair is the unit, never the request. On d_i = ln(other / base):
 * - 6 pairs and more: Hodges-Lehmann estimate with the signed-rank interval (see `signed-rank.ts`);
 * - 3 to 5: ranks cannot reach 95%, so the mean with Student's paired interval, which assumes normal d_i;
 * - fewer: the mean alone.
 * All figures are back-transformed, so the ratio is a geometric one.
 *
 * @param looks how often the data are looked at in all, fixed before the first look, where a look may end the
 * collection of pairs: intervals and P values are Bonferroni's for that many, so the chance that any look misleads is
 * 5%. Ranks then need more pairs (8 for 4 looks).
 * @throws RangeError without pairs, or for a value that is not finite and above 0.
 */
export function pairedRatio(pairs: readonly Pair[], looks = 1): PairedRatio {
  const differences = logRatios(pairs);
  const method = methodFor(differences.length, looks);
  const both = intervalOf(differences, EACH_TAIL / looks, method);
  const oneSided = intervalOf(differences, (2 * EACH_TAIL) / looks, method);
  const p = pValuesOf(differences, 0, method);
  return {
    ratio: Math.exp(method === 'signed-rank' ? hodgesLehmann(differences) : mean(differences)),
    ci95: both && [Math.exp(both[0]), Math.exp(both[1])],
    lower95: oneSided && Math.exp(oneSided[0]),
    upper95: oneSided && Math.exp(oneSided[1]),
    pairs: differences.length,
    method,
    pValue: p && Math.min(1, 2 * looks * Math.min(p.above, p.below)),
  };
}

/**
 * One-sided P value of "the ratio lies `side` `threshold`", by the method of `pairedRatio`: what a gate tests, and
 * what `holm` adjusts when there are several. Times `looks` it is at most 0.05 exactly where `lower95` > threshold (side
 * 'above') or `upper95` < threshold (side 'below').
 * @param threshold a ratio, above 0: 1.1 asks for more than 10% higher.
 * @param looks as `pairedRatio`: they decide from how many pairs on ranks are used; the P value is of one look.
 * @returns null below 3 pairs. @throws RangeError as `pairedRatio`.
 */
export function oneSidedPValue(
  pairs: readonly Pair[],
  side: 'above' | 'below',
  threshold = 1,
  looks = 1,
): number | null {
  if (!(threshold > 0)) throw new RangeError(`a threshold ratio is above 0, got ${threshold}`);
  return pValuesOf(logRatios(pairs), Math.log(threshold), methodFor(pairs.length, looks))?.[side] ?? null;
}

function methodFor(pairs: number, looks: number): PairedMethod {
  if (pairs < FEWEST_FOR_INTERVAL) return 'none';
  // All signs alike has probability 2^-n, which must fit into a tail.
  return 2 ** -pairs <= EACH_TAIL / looks ? 'signed-rank' : 'paired-t';
}

function intervalOf(differences: readonly number[], tail: number, method: PairedMethod): Interval | null {
  if (method === 'none') return null;
  if (method === 'signed-rank') return signedRankInterval(differences, tail);
  const centre = mean(differences);
  const reach = studentQuantile(1 - tail, differences.length - 1) * standardError(differences);
  return [centre - reach, centre + reach];
}

function pValuesOf(
  differences: readonly number[],
  centre: number,
  method: PairedMethod,
): { above: number; below: number } | null {
  if (method === 'none') return null;
  if (method === 'signed-rank') return signedRankPValues(differences, centre);
  const distance = mean(differences) - centre;
  const error = standardError(differences);
  // Pairs that all agree have no error, so the distance itself decides.
  if (error === 0) return { above: distance > 0 ? 0 : 1, below: distance < 0 ? 0 : 1 };
  const degrees = differences.length - 1;
  return { above: studentCdf(-distance / error, degrees), below: studentCdf(distance / error, degrees) };
}

function standardError(differences: readonly number[]): number {
  return standardDeviation(differences) / Math.sqrt(differences.length);
}
