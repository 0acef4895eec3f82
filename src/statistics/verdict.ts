import { standardDeviation } from './describe.js';
import { logRatios, type Pair } from './log-ratios.js';
import { FEWEST_FOR_INTERVAL, FEWEST_FOR_RANKS, pairedRatio, type Interval } from './paired.js';

export type Verdict = 'lower' | 'higher' | 'same' | 'inconclusive';

/** Ratios this near to 1 make no practical difference. */
export const SAME_WITHIN = 0.05;

/**
 * What an interval of a ratio says.
 * - `same`: all of it lies within the band [1 / (1 + sameWithin), 1 + sameWithin], the bounds included. This comes
 *   first: an interval of [1.01, 1.03] excludes 1, and the difference it proves is negligible.
 * - `lower`, `higher`: it excludes 1, and reaches beyond the band.
 * - `inconclusive`: everything else, and no interval at all.
 */
export function verdict(interval: Interval | null, sameWithin = SAME_WITHIN): Verdict {
  if (interval === null) return 'inconclusive';
  const [lower, upper] = interval;
  if (lower >= 1 / (1 + sameWithin) && upper <= 1 + sameWithin) return 'same';
  if (upper < 1) return 'lower';
  return lower > 1 ? 'higher' : 'inconclusive';
}

/** `repeatsToSettle` never asks for more: read it as "this many or more". */
export const MOST_REPEATS = 1000;

/** 1.96 for 95% confidence, and for 80% power: 0.84 to exclude 1, 1.28 to lie within both ends of the band. */
const TO_DIFFER = 1.96 + 0.84;
const TO_BE_SAME = 1.96 + 1.28;

/**
 * How many repeats in all would probably (80%) settle a comparison, if the estimate so far is right: the smallest n
 * with factor * sd(d) / sqrt(n) below the distance from ln(ratio) to 1 (then it differs) or to the end of the band
 * (then it is the same), whichever is sooner. A plan, not a promise: sd(d) from 3 pairs is itself off by half.
 * @returns the pairs there are where the verdict is in already; else 6 to `MOST_REPEATS`, and more than there are;
 * null where it cannot tell, with fewer than 3 pairs. @throws RangeError as `pairedRatio`.
 */
export function repeatsToSettle(pairs: readonly Pair[], sameWithin = SAME_WITHIN): number | null {
  if (pairs.length < FEWEST_FOR_INTERVAL) return null;
  const { ratio, ci95 } = pairedRatio(pairs);
  if (verdict(ci95, sameWithin) !== 'inconclusive') return pairs.length;
  const sd = standardDeviation(logRatios(pairs));
  const effect = Math.abs(Math.log(ratio));
  const room = Math.max(0, Math.log1p(sameWithin) - effect);
  // A distance of 0 needs infinitely many.
  const needed = Math.min(((TO_DIFFER * sd) / effect) ** 2, ((TO_BE_SAME * sd) / room) ** 2);
  return Math.min(MOST_REPEATS, Math.max(FEWEST_FOR_RANKS, pairs.length + 1, Math.ceil(needed)));
}
