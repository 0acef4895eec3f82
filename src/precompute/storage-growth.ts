import type { StorageReport, StorageStep } from '../core/storage-report.js';
import type { KeyDigit } from '../inference/key-digits.js';

/** A table that was built. */
export interface BuiltStep {
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
}

/**
 * One step for each feature: as measured, and from there on extrapolated by the bytes and seconds of a further row.
 *
 * @param built of the first features, one after the other; may be empty
 * @param bytesPerRow of a table of some keys, where nothing was built
 */
export function storageSteps(
  digits: readonly KeyDigit[],
  built: readonly BuiltStep[],
  bytesPerRow: number,
): readonly StorageStep[] {
  const last = built.at(-1);
  const rowBytes = last ? perRow(built, ({ bytes }) => bytes) : bytesPerRow;
  const rowSeconds = perRow(built, ({ seconds }) => seconds);
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
      seconds: last ? last.seconds + more * rowSeconds : null,
      kind: 'extrapolated',
    };
  });
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
