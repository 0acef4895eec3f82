import { lastPartUs, type LoadEnd } from './last-part.js';
import { isSent, type Row } from './row-reader.js';
import { findTrouble, type UsualTrouble } from './usual-trouble.js';

/**
 * From a time until the last request was due that failed, or was slow among more slow ones than is usual.
 *
 * @param fromUs microseconds since the start of the load, as all times here
 * @returns milliseconds, 0 without such a request; null where it cannot be seen to be over: less than half of what the
 *   schedule has in the last part of the load was sent and got well
 */
export function findRecoveryMs(
  rows: readonly Row[],
  fromUs: number,
  load: LoadEnd,
  usual: UsualTrouble,
): number | null {
  const since = rows.filter(({ dueUs }) => dueUs >= fromUs);
  const trouble = findTrouble(since, usual);
  const lastUs = lastPartUs(fromUs, load);
  const bad = new Set(trouble);
  const well = since.filter((row) => row.dueUs >= lastUs && isSent(row) && !bad.has(row));
  const scheduled = ((load.durationUs - lastUs) * load.rate) / 1e6;
  if (well.length * 2 < scheduled) return null;
  return ((trouble.at(-1)?.dueUs ?? fromUs) - fromUs) / 1000;
}
