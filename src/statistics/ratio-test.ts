import { mean, standardDeviation } from './describe.js';
import { oneSidedDistance, pairsToDetect } from './detectable-effect.js';
import { logRatios, type Pair } from './log-ratios.js';
import { FEWEST_FOR_INTERVAL, oneSidedPValue, pairedRatio, type Interval } from './paired.js';
import { studentCdf, studentQuantile } from './student.js';

const ONE_TAIL = 0.05;

/** A ratio other / base, and what may be claimed of it: the questions of a gate, however the figures were taken. */
export interface RatioTest {
  /** Pairs, or values of `other`. */
  readonly count: number;
  readonly ratio: number;
  /**
   * One-sided, of "the ratio lies `side` `threshold`" (above 0), of one look, by the method that suits so many looks; null
   * where there are too few values.
   */
  pValue(side: 'above' | 'below', threshold: number, looks?: number): number | null;
  /** For a report: one-sided 95% bounds, each valid alone, Bonferroni's for so many looks; null with too few values. */
  estimate(looks: number): { readonly ratio: number; readonly bounds95: Interval | null };
  /**
   * How many would probably (80%) tell the ratio from one that is `effect` away, one-sided at 5% over so many looks; null
   * where no number would.
   */
  countToDetect(effect: number, looks?: number): number | null;
}

/** Of trials measured side by side. @throws RangeError as `pairedRatio` */
export function pairedTest(pairs: readonly Pair[]): RatioTest {
  const count = pairs.length;
  return {
    count,
    ratio: pairedRatio(pairs).ratio,
    pValue: (side, threshold, looks) => oneSidedPValue(pairs, side, threshold, looks),
    estimate: (looks) => {
      const { ratio, lower95, upper95 } = pairedRatio(pairs, looks);
      return { ratio, bounds95: lower95 === null || upper95 === null ? null : [lower95, upper95] };
    },
    countToDetect: (effect, looks = 1) =>
      count < FEWEST_FOR_INTERVAL
        ? null
        : pairsToDetect(standardDeviation(logRatios(pairs)), effect, oneSidedDistance(looks)),
  };
}

/**
 * Of two samples that form no pairs, such as trials of today and of a baseline: the difference of the means of their
 * logarithms, with Welch's standard error and degrees of freedom (Welch 1947). It assumes normal logarithms; ranks
 * could not reach the confidence that several looks need with as few trials.
 * @param base, other values above 0, at least one each
 */
export function unpairedTest(base: readonly number[], other: readonly number[]): RatioTest {
  const logs = { base: base.map(Math.log), other: other.map(Math.log) };
  const difference = mean(logs.other) - mean(logs.base);
  const isEnough = Math.min(base.length, other.length) >= FEWEST_FOR_INTERVAL;
  const variances = {
    base: isEnough ? standardDeviation(logs.base) ** 2 : 0,
    other: isEnough ? standardDeviation(logs.other) ** 2 : 0,
  };
  const [ofBase, ofOther] = [variances.base / base.length, variances.other / other.length];
  const error = Math.sqrt(ofBase + ofOther);
  // Two samples without any spread have no degrees to count: the larger of the two possible numbers.
  const degrees =
    error === 0
      ? base.length + other.length - 2
      : error ** 4 / (ofBase ** 2 / (base.length - 1) + ofOther ** 2 / (other.length - 1));
  return {
    count: other.length,
    ratio: Math.exp(difference),
    pValue: (side, threshold) => {
      if (!isEnough) return null;
      const distance = side === 'above' ? difference - Math.log(threshold) : Math.log(threshold) - difference;
      if (error === 0) return distance > 0 ? 0 : 1;
      return studentCdf(-distance / error, degrees);
    },
    estimate: (looks) => {
      const ratio = Math.exp(difference);
      if (!isEnough) return { ratio, bounds95: null };
      const reach = error === 0 ? 0 : studentQuantile(1 - ONE_TAIL / looks, degrees) * error;
      return { ratio, bounds95: [Math.exp(difference - reach), Math.exp(difference + reach)] };
    },
    countToDetect: (effect, looks = 1) => {
      if (!isEnough) return null;
      // What the base leaves uncertain, no number of further values takes away.
      const room = (Math.log1p(effect) / oneSidedDistance(looks)) ** 2 - ofBase;
      return room <= 0 ? null : Math.max(FEWEST_FOR_INTERVAL, Math.ceil(variances.other / room));
    },
  };
}
