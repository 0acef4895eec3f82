import { nowUs } from '../clock.js';
import type { ArrivalTimes } from './arrivals.js';
import type { WakeUp } from './wake-up.js';

/** After a stall of our own the backlog leaves in portions, so that answers are timed in between. */
const MOST_PER_TURN = 8;

/**
 * Looks at the clock between two turns of the event loop while something is due soon, half a microsecond apart: a turn
 * then takes some 4 us, by which an answer may be noticed late. Every turn leaves 340 bytes of garbage and every look
 * 16; without the pauses the collector stopped the process for 0.3 ms, fifty times a second.
 */
const LOOKS_PER_TURN = 8;
const PAUSE_STEPS = 1500;

export interface Schedule {
  /** On the clock of `nowUs`. */
  readonly startUs: number;
  /** What has not left by then never will, and is missing from `sent`. */
  readonly stopUs: number;
  readonly next: ArrivalTimes;
  readonly send: (intendedUs: number) => void;
  readonly wakeUp: WakeUp;
  readonly signal: AbortSignal;
}

/**
 * Sends every arrival at its time, whatever is still outstanding. Long gaps are slept, the last part before an arrival
 * is spun through the event loop, which goes on reading answers.
 * @returns when the last arrival was sent, the schedule has stopped, or the signal was given.
 */
export function keepSchedule({ startUs, stopUs, next, send, wakeUp, signal }: Schedule): Promise<void> {
  return new Promise((resolve) => {
    let dueUs = startUs + next();
    const end = (): void => {
      signal.removeEventListener('abort', end);
      resolve();
    };
    signal.addEventListener('abort', end);
    const turn = (): void => {
      const now = lookUntil(dueUs);
      for (let left = MOST_PER_TURN; dueUs <= now && left > 0; left--) {
        send(dueUs);
        dueUs = startUs + next();
      }
      if (dueUs === Number.POSITIVE_INFINITY || now >= stopUs || signal.aborted) return end();
      if (dueUs - now > wakeUp.marginUs) wakeUp.at(dueUs - wakeUp.marginUs, turn);
      else setImmediate(turn);
    };
    turn();
  });
}

/** @returns the time at which something was due, or at which it had looked often enough. */
function lookUntil(dueUs: number): number {
  let now = nowUs();
  for (let looks = 1; now < dueUs && looks < LOOKS_PER_TURN; looks++) {
    // Compilers of JavaScript keep empty loops.
    for (let step = 0; step < PAUSE_STEPS; step++);
    now = nowUs();
  }
  return now;
}
