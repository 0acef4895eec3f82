import { mean, standardDeviation } from './describe.js';
import type { Interval } from './paired.js';
import { hodgesLehmannShift, rankSumCdf, rankSumInterval } from './rank-sum.js';
import { studentQuantile } from './student.js';

/** Fewest repeats on each side for an interval. */
const FEWEST = 3;
const EACH_TAIL = 0.025;

export type UnpairedMethod = 'rank-sum' | 'welch-t' | 'none';

/** Ratio other / base of one metric of two runs: 1.1 means that `other` is 10% higher. */
export interface UnpairedRatio {
  readonly ratio: number;
  /** Two-sided 95% interval; null with fewer than 3 repeats on a side. */
  readonly ci95: Interval | null;
  readonly method: UnpairedMethod;
}

/**
 * Compares the repeats of two runs, which were measured at different times and so form no pairs. On logarithms:
 * - where ranks can reach 95% (4 repeats on each side): Hodges-Lehmann shift with the Mann-Whitney interval;
 * - with 3: the difference of means with Welch's interval (Welch 1947), which assumes normal logarithms;
 * - fewer: the ratio alone.
 * What changed on the machine between the runs is part of the ratio: only interleaved pairs (`pairedRatio`) cancel it.
 * @throws RangeError for an empty sample, or a value that is not finite and above 0
 */
export function unpairedRatio(base: readonly number[], other: readonly number[]): UnpairedRatio {
  const [logBase, logOther] = [logsOf(base), logsOf(other)];
  if (Math.min(base.length, other.length) < FEWEST) {
    return { ratio: Math.exp(mean(logOther) - mean(logBase)), ci95: null, method: 'none' };
  }
  // All of one sample above all of the other has this probability, which must fit into a tail.
  if (rankSumCdf(base.length, other.length)(0) <= EACH_TAIL) {
    const interval = rankSumInterval(logBase, logOther, EACH_TAIL);
    const ratio = Math.exp(hodgesLehmannShift(logBase, logOther));
    return { ratio, ci95: interval && [Math.exp(interval[0]), Math.exp(interval[1])], method: 'rank-sum' };
  }
  const difference = mean(logOther) - mean(logBase);
  const reach = welchReach(logBase, logOther);
  return {
    ratio: Math.exp(difference),
    ci95: [Math.exp(difference - reach), Math.exp(difference + reach)],
    method: 'welch-t',
  };
}

function logsOf(values: readonly number[]): number[] {
  return values.map((value) => {
    if (value > 0 && Number.isFinite(value)) return Math.log(value);
    throw new RangeError(`a ratio needs finite values above 0, got ${value}`);
  });
}

/** Half width with the degrees of freedom of Welch and Satterthwaite. */
function welchReach(a: readonly number[], b: readonly number[]): number {
  const [varianceA, varianceB] = [standardDeviation(a) ** 2 / a.length, standardDeviation(b) ** 2 / b.length];
  const variance = varianceA + varianceB;
  if (variance === 0) return 0;
  const degrees = variance ** 2 / (varianceA ** 2 / (a.length - 1) + varianceB ** 2 / (b.length - 1));
  return studentQuantile(1 - EACH_TAIL, degrees) * Math.sqrt(variance);
}
