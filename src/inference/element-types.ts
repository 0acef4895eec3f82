import type { TensorType } from '../core/model-card.js';

/** Inclusive range of the integer types that JSON numbers can carry exactly. */
export const INTEGER_RANGES: Readonly<Partial<Record<TensorType, readonly [number, number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
};

/** Magnitudes from which a number rounds to infinity: half a step above the largest finite one. */
const OVERFLOWS: Readonly<Partial<Record<TensorType, number>>> = {
  float16: 65520,
  float32: (2 - 2 ** -24) * 2 ** 127,
};

/** What one element must be, in words. */
export function elementWords(type: TensorType): string {
  if (type === 'string') return 'a string without NUL';
  if (type === 'bool') return 'true or false';
  const range = INTEGER_RANGES[type];
  return range ? `an integer from ${range[0]} to ${range[1]}` : 'a finite number';
}

/**
 * -0 becomes 0, as JSON between two processes would make it: the same request is the same key and the same input
 * everywhere.
 * @returns the element as the encoder keeps it, or undefined where it does not fit the type.
 */
export function readElement(value: unknown, type: TensorType): number | string | undefined {
  // onnxruntime-node hands strings on as C strings: the model would see what stands before a NUL.
  if (type === 'string') return typeof value === 'string' && !value.includes('\0') ? value : undefined;
  if (type === 'bool')
    return typeof value === 'boolean' ? Number(value) : value === 0 || value === 1 ? value + 0 : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const range = INTEGER_RANGES[type];
  if (range && (!Number.isInteger(value) || value < range[0] || value > range[1])) return undefined;
  if (Math.abs(value) >= (OVERFLOWS[type] ?? Infinity)) return undefined;
  return value + 0;
}
