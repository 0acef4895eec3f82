import type { StorageReport, StorageStep } from '../core/storage-report.js';
import type { KeyDigit } from '../inference/key-digits.js';

/** A table that was built. */
export interface BuiltStep {
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** What a row takes in a table of many, as a job estimates it. */
export interface RowCost {
  readonly bytes: number;
  /** null where that is not known. */
  readonly seconds: number | null;
}

/** Below so many rows a table takes what any table takes, or is kept in a way of its own (a small Redis hash is a list). */
const ENOUGH_ROWS = 10_000;

/**
 * One step for each feature: as measured, and from there on extrapolated by the bytes and seconds of a further row.
 *
 * @param built of the first features, one after the other; may be empty
 * @param estimated what a further row takes, where no table was built that is large enough to tell
 */
export function storageSteps(
  digits: readonly KeyDigit[],
  built: readonly BuiltStep[],
  estimated: RowCost,
): readonly StorageStep[] {
  const last = built.at(-1);
  const { bytes: rowBytes, seconds: rowSeconds } =
    last && last.rows >= ENOUGH_ROWS ? measuredCost(built) : estimated;
  let rows = 1;
  return digits.map(({ feature, radix }, index) => {
    rows *= radix;
    const measured = built[index];
    if (measured) return { feature, values: radix, ...measured, kind: 'measured' };
    const more = rows - (last?.rows ?? 0);
    return {
      feature,
      values: radix,
      rows,
      bytes: Math.round((last?.bytes ?? 0) + more * rowBytes),
      seconds: rowSeconds === null ? null : (last?.seconds ?? 0) + more * rowSeconds,
      kind: 'extrapolated',
    };
  });
}

function measuredCost(built: readonly BuiltStep[]): RowCost {
  return { bytes: perRow(built, ({ bytes }) => bytes), seconds: perRow(built, ({ seconds }) => seconds) };
}

/** Of a further row: between the last two tables, or of the last one where they tell nothing. */
function perRow(built: readonly BuiltStep[], of: (step: BuiltStep) => number): number {
  const [before, last] = [built.at(-2), built.at(-1)];
  if (!last) return 0;
  const slope = before ? (of(last) - of(before)) / (last.rows - before.rows) : 0;
  return slope > 0 && Number.isFinite(slope) ? slope : of(last) / last.rows;
}

/** Where a budget ends, in words. @param size formats bytes */
export function budgetOf(
  steps: readonly StorageStep[],
  unbounded: readonly string[],
  maxBytes: number,
  size: (bytes: number) => string,
): StorageReport['budget'] {
  const passed = steps.find(({ bytes }) => bytes > maxBytes);
  const full = steps.at(-1);
  const words = passed
    ? `with \`${passed.feature}\` the table passes ${size(maxBytes)}`
    : unbounded.length > 0
      ? `no table holds every request: ${unbounded.join(', ')} has no bounds; name the keys with top:N or list:FILE`
      : `the table of the whole domain (${size(full?.bytes ?? 0)}) stays within ${size(maxBytes)}`;
  return { maxBytes, passedWith: passed?.feature ?? null, words };
}
