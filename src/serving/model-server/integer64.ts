import type { TensorType } from '../../core/model-card.js';

/** A 64-bit integer was met that `JSON.parse` may have rounded: parse the text again, exactly. */
export class InexactIntegerError extends Error {
  override readonly name = 'InexactIntegerError';
}

export const INTEGER64_RANGES = {
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
} as const;

const DECIMAL = /^-?\d{1,20}$/;

/**
 * Reads INT64 and UINT64 elements of a JSON tensor: numbers, or decimal strings for what a JavaScript client cannot
 * write as a number. Low and high words go through an Int32Array: a BigInt for each element costs eight times as much.
 *
 * @returns the place of the first element that is no integer of the type
 * @throws InexactIntegerError at an integer beyond 2^53 that came as a number
 */
export function readInteger64(
  flat: readonly unknown[],
  into: BigInt64Array | BigUint64Array,
  type: TensorType,
): number | undefined {
  const [lowest, highest] = INTEGER64_RANGES[type as 'int64' | 'uint64'];
  const words = new Int32Array(into.buffer);
  for (let at = 0; at < flat.length; at++) {
    const element = flat[at];
    if (typeof element === 'number') {
      if (!Number.isInteger(element) || (element < 0 && lowest === 0n)) return at;
      if (!Number.isSafeInteger(element)) throw new InexactIntegerError();
      words[2 * at] = element;
      words[2 * at + 1] = Math.floor(element / 4294967296);
      continue;
    }
    if (typeof element !== 'string' || !DECIMAL.test(element)) return at;
    const value = BigInt(element);
    if (value < lowest || value > highest) return at;
    into[at] = value;
  }
  return undefined;
}
