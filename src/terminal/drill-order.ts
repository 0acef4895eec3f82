import { UserError } from '../core/errors.js';
import { EVENT_AT, type DrillOrder } from '../bench/drill/drill.js';
import { durationFlag } from './duration-flag.js';

/** As `drill` has them. */
export interface DrillFlags {
  readonly rate: string;
  readonly duration: string;
  readonly timeout: string;
  readonly 'restart-after': string;
  readonly hang: string;
  readonly overload: string;
}

/** Shorter, and too little is known of what was usual before the event. */
const SHORTEST_MS = 1000;
const MOST_RATE = 100_000;

/** What has to be over before the load is, of the drills that have such a thing. */
const WITHIN_THE_LOAD: Readonly<Record<string, 'restart-after' | 'hang'>> = {
  kill: 'restart-after',
  hang: 'hang',
};

/** @param drills ids of those that are asked for @throws UserError FLAG_INVALID */
export function drillOrder(flags: DrillFlags, drills: readonly string[]): DrillOrder {
  const duration = (name: 'duration' | 'timeout' | 'restart-after' | 'hang'): number =>
    durationFlag(name, flags[name]) ?? 0;
  const durationMs = duration('duration');
  if (durationMs < SHORTEST_MS) throw invalid('duration', 'expected at least 1s', flags.duration);
  const restMs = durationMs * (1 - EVENT_AT);
  for (const name of drills.flatMap((id) => WITHIN_THE_LOAD[id] ?? [])) {
    if (duration(name) >= restMs) {
      const problem = `does not fit into the ${restMs / 1000}s of the load after the event`;
      throw invalid(name, problem, flags[name], 'shorten it, or lengthen the load (--duration)');
    }
  }
  return {
    durationMs,
    rate: numberFlag('rate', flags.rate, (value) => value >= 1 && value <= MOST_RATE, '1 to 100000'),
    timeoutMs: duration('timeout'),
    restartAfterMs: duration('restart-after'),
    hangMs: duration('hang'),
    overload: numberFlag('overload', flags.overload, (value) => value > 1 && value <= 100, 'over 1 to 100'),
  };
}

function numberFlag(
  name: keyof DrillFlags,
  text: string,
  fits: (value: number) => boolean,
  range: string,
): number {
  const value = Number(text);
  if (text.trim() === '' || !fits(value)) throw invalid(name, `expected a number from ${range}`, text);
  return value;
}

function invalid(name: keyof DrillFlags, problem: string, text: string, next?: string): UserError {
  return new UserError('FLAG_INVALID', `--${name} ${text}: ${problem}`, next);
}
