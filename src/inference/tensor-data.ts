import type { TensorType } from '../core/model-card.js';

/** Elements as the runtime holds them: float16 as the bits of each number, bool as bytes of 0 and 1. */
export type TensorElements =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | readonly string[];

/** A whole tensor, row-major, without loss: 64-bit integers keep every bit. */
export interface TensorData {
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly data: TensorElements;
}

const CONSTRUCTORS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

export type FixedWidthType = keyof typeof CONSTRUCTORS;
/** Elements of every type but strings: a view of bytes. */
export type NumericElements = Exclude<TensorElements, readonly string[]>;

/** Bytes of one element of a type that is not `string`. */
export function elementBytes(type: FixedWidthType): number {
  return CONSTRUCTORS[type].BYTES_PER_ELEMENT;
}

/** @returns `count` zeros. */
export function zeros(type: FixedWidthType, count: number): NumericElements {
  return new CONSTRUCTORS[type](count);
}

/** The elements over the bytes of a buffer that starts at a multiple of their size. */
export function elementsOver(type: FixedWidthType, buffer: ArrayBuffer): NumericElements {
  return new CONSTRUCTORS[type](buffer);
}

/** Elements that a shape holds: 1 for a scalar, whose shape is empty. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}
