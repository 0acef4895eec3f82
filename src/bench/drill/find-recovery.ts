import { isBad, type Row } from './row-reader.js';

/** Whether it is over is looked at in the last part of the load. */
const LAST_MS = 500;

/**
 * From a time until the last failed or slow request was due.
 *
 * @param fromUs microseconds since the start of the load, as all times here
 * @param limitUs beyond it an answer is slow
 * @returns milliseconds, 0 without such a request; null where most requests at the end of the load are such
 */
export function findRecoveryMs(
  rows: readonly Row[],
  fromUs: number,
  durationUs: number,
  limitUs: number,
): number | null {
  const lastUs = Math.max(fromUs, durationUs - LAST_MS * 1000);
  let lastBadUs = fromUs;
  const atTheEnd = { all: 0, bad: 0 };
  for (const row of rows) {
    const isTrouble = isBad(row, limitUs) && row.endUs >= fromUs;
    if (isTrouble) lastBadUs = Math.max(lastBadUs, row.dueUs);
    if (row.dueUs < lastUs) continue;
    atTheEnd.all++;
    if (isTrouble) atTheEnd.bad++;
  }
  return atTheEnd.bad * 2 > atTheEnd.all ? null : (lastBadUs - fromUs) / 1000;
}
