import type { LoadEnd } from './last-part.js';
import { isAnswered, isSent, type Row } from './row-reader.js';

/** When something came to a caller, in microseconds since the start of the load. */
export interface Arrivals {
  readonly answersUs: readonly number[];
  readonly failuresUs: readonly number[];
}

/** When the requests that were sent ended, and how. */
export function arrivalsOf(rows: readonly Row[]): Arrivals {
  const arrivals = { answersUs: [] as number[], failuresUs: [] as number[] };
  for (const row of rows.filter(isSent))
    arrivals[isAnswered(row) ? 'answersUs' : 'failuresUs'].push(row.endUs);
  return arrivals;
}

/**
 * Gaps between two requests that may pass between two answers: one failure makes it two, and a bit more or less as
 * answers take more or less; the next one makes it three.
 */
export const USUAL_GAPS = 2.5;

/** Until when answers were asked for: what a load process that fell behind never sent is no outage. */
export function askedUntilUs(rows: readonly Row[], { durationUs, rate }: LoadEnd): number {
  const lastDueUs = rows.reduce((last, { dueUs }) => Math.max(last, dueUs), 0);
  return Math.min(durationUs, lastDueUs + 1e6 / rate);
}

/** What is no outage. */
export interface UsualGap {
  /** Between two answers where nothing is wrong. */
  readonly betweenUs: number;
  /** How long an answer may take. */
  readonly answerUs: number;
}

/**
 * The longest stretch without an answer that reaches beyond the event. Where nothing failed in it, it counts only if it
 * is longer than an answer may take.
 *
 * @param endUs until when answers were asked for
 * @returns milliseconds; 0 where there is no such stretch
 */
export function findOutageMs(
  { answersUs, failuresUs }: Arrivals,
  eventUs: number,
  endUs: number,
  { betweenUs, answerUs }: UsualGap,
): number {
  const answers = Float64Array.from(answersUs).sort();
  const failures = Float64Array.from(failuresUs).sort();
  let longestUs = 0;
  let previousUs = 0;
  let failed = 0;
  for (const answerAtUs of [...answers, endUs]) {
    const before = failed;
    while ((failures[failed] ?? Number.POSITIVE_INFINITY) <= answerAtUs) failed++;
    const gapUs = answerAtUs - previousUs;
    const usualUs = failed > before ? betweenUs : betweenUs + answerUs;
    if (answerAtUs > eventUs && gapUs > usualUs) longestUs = Math.max(longestUs, gapUs);
    previousUs = Math.max(previousUs, answerAtUs);
  }
  return longestUs / 1000;
}
