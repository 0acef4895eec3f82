import { isAnswered, type Row } from './row-reader.js';

/** When something came to a caller, in microseconds since the start of the load. */
export interface Arrivals {
  readonly answersUs: readonly number[];
  readonly failuresUs: readonly number[];
}

/** When the requests of a load ended, and how. */
export function arrivalsOf(rows: readonly Row[]): Arrivals {
  const arrivals = { answersUs: [] as number[], failuresUs: [] as number[] };
  for (const row of rows) arrivals[isAnswered(row) ? 'answersUs' : 'failuresUs'].push(row.endUs);
  return arrivals;
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
 * @returns milliseconds; 0 where there is no such stretch
 */
export function findOutageMs(
  { answersUs, failuresUs }: Arrivals,
  eventUs: number,
  durationUs: number,
  { betweenUs, answerUs }: UsualGap,
): number {
  const answers = Float64Array.from(answersUs).sort();
  const failures = Float64Array.from(failuresUs).sort();
  let longestUs = 0;
  let previousUs = 0;
  let failed = 0;
  for (const answerAtUs of [...answers, durationUs]) {
    const before = failed;
    while ((failures[failed] ?? Number.POSITIVE_INFINITY) <= answerAtUs) failed++;
    const gapUs = answerAtUs - previousUs;
    const usualUs = failed > before ? betweenUs : betweenUs + answerUs;
    if (answerAtUs > eventUs && gapUs > usualUs) longestUs = Math.max(longestUs, gapUs);
    previousUs = Math.max(previousUs, answerAtUs);
  }
  return longestUs / 1000;
}
