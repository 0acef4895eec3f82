import { normalQuantile } from './normal.js';

export interface Rate {
  /** Events / trials, 0 to 1. */
  readonly rate: number;
  readonly ci95: readonly [lower: number, upper: number];
}

/**
 * Wilson's score interval of a proportion (Wilson 1927): unlike p +- 1.96 * se it stays within 0..1 and has a width
 * at 0 events.
 * @param events 0 to trials. @param trials a whole number above 0. @throws RangeError otherwise.
 */
export function wilsonInterval(events: number, trials: number, confidence = 0.95): readonly [number, number] {
  checkCounts(events, trials);
  const z = normalQuantile(0.5 + confidence / 2);
  const rate = events / trials;
  const shrink = 1 + (z * z) / trials;
  const centre = rate + (z * z) / (2 * trials);
  const reach = z * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials));
  // At the ends the bound is exact; rounding would leave 1e-18.
  return [
    events === 0 ? 0 : (centre - reach) / shrink,
    events === trials ? 1 : Math.min(1, (centre + reach) / shrink),
  ];
}

/**
 * Rule of three: after n trials without an event, the rate is at most 3/n with 95% confidence (one-sided; Hanley and
 * Lippman-Hand 1983, JAMA 249). @returns 3/n, at most 1.
 */
export function ruleOfThree(trials: number): number {
  checkCounts(0, trials);
  return Math.min(1, 3 / trials);
}

/**
 * A rate of errors, timeouts, misses: Wilson's interval, or [0, 3/n] where none was seen.
 * @returns null without trials. @throws RangeError unless 0 <= events <= trials, in whole numbers.
 */
export function eventRate(events: number, trials: number): Rate | null {
  if (trials === 0 && events === 0) return null;
  checkCounts(events, trials);
  return {
    rate: events / trials,
    ci95: events === 0 ? [0, ruleOfThree(trials)] : wilsonInterval(events, trials),
  };
}

function checkCounts(events: number, trials: number): void {
  const whole = Number.isSafeInteger(events) && Number.isSafeInteger(trials);
  if (whole && events >= 0 && trials > 0 && events <= trials) return;
  throw new RangeError(`needs whole numbers with 0 <= events <= trials > 0, got ${events} of ${trials}`);
}
