import { mean, standardDeviation } from './describe.js';
import { FEWEST_FOR_INTERVAL, type Interval } from './paired.js';
import { studentQuantile } from './student.js';

/**
 * Two-sided 95% interval of the typical value of a positive metric over independent trials: Student's interval of the
 * logarithms, transformed back, since latencies and rates vary by factors. The trial is the unit, never the request.
 * @param looks how often the data are looked at in all, where a look may end the collection (see `pairedRatio`)
 * @returns null below 3 values, or where one is not above 0.
 */
export function geometricInterval(values: readonly number[], looks = 1): Interval | null {
  if (values.length < FEWEST_FOR_INTERVAL || !values.every((value) => value > 0)) return null;
  const logs = values.map(Math.log);
  const reach =
    (studentQuantile(1 - 0.025 / looks, logs.length - 1) * standardDeviation(logs)) / Math.sqrt(logs.length);
  return [Math.exp(mean(logs) - reach), Math.exp(mean(logs) + reach)];
}
