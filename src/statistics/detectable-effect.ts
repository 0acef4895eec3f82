import { standardDeviation } from './describe.js';
import { logRatios, type Pair } from './log-ratios.js';
import { normalQuantile } from './normal.js';
import { FEWEST_FOR_INTERVAL, pairedRatio } from './paired.js';

/** 1.96 + 0.84: 95% confidence two-sided, 80% power (Cohen, Statistical Power Analysis, 2.4). */
const CONFIDENCE_AND_POWER = 2.8;
const POWER = 0.84;

/** The same for one side, at 5% over so many looks (Bonferroni): 2.5 for one, 3.1 for four. */
export function oneSidedDistance(looks: number): number {
  return normalQuantile(1 - 0.05 / looks) + POWER;
}

/**
 * Minimal detectable effect 2.8 * sd(d) / sqrt(n): the smallest true change that this many pairs, this noisy, would
 * probably (80%) prove.
 * @returns a relative change (0.1 means 10% higher; on the log scale it is symmetric); null below 3 pairs.
 * @throws RangeError for a value that is not finite and above 0.
 */
export function minimalDetectableEffect(pairs: readonly Pair[]): number | null {
  const differences = logRatios(pairs);
  if (differences.length < FEWEST_FOR_INTERVAL) return null;
  return Math.expm1((CONFIDENCE_AND_POWER * standardDeviation(differences)) / Math.sqrt(differences.length));
}

/**
 * Noise floor of a machine and a metric, from pairs of trials of the same thing (A/A): the minimal detectable
 * effect, or the difference found where there is none, if that is larger. A gate below it proves nothing.
 * @returns a relative change; null below 3 pairs. @throws RangeError as `minimalDetectableEffect`.
 */
export function noiseFloor(identicalPairs: readonly Pair[]): number | null {
  const effect = minimalDetectableEffect(identicalPairs);
  if (effect === null) return null;
  const found = Math.expm1(Math.abs(Math.log(pairedRatio(identicalPairs).ratio)));
  return Math.max(effect, found);
}

/**
 * Pairs needed to detect a change: the formula above, solved for n.
 * @param sd standard deviation of the log ratios. @param effect relative change, above 0.
 * @param distance between no change and the effect, in standard errors: confidence and power.
 * @returns at least 3. @throws RangeError for an effect that is not above 0.
 */
export function pairsToDetect(sd: number, effect: number, distance = CONFIDENCE_AND_POWER): number {
  if (!(effect > 0)) throw new RangeError(`an effect to detect is above 0, got ${effect}`);
  return Math.max(FEWEST_FOR_INTERVAL, Math.ceil(((distance * sd) / Math.log1p(effect)) ** 2));
}
