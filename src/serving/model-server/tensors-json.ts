import type { TensorType } from '../../core/model-card.js';
import { elementWords, INTEGER_RANGES } from '../../inference/element-types.js';
import { describe } from '../../inference/encode-error.js';
import { float16Bits, float16Value } from '../../inference/float16.js';
import { zeros, type NumericElements, type TensorElements } from '../../inference/tensor-data.js';
import { ElementError } from '../oip/element-error.js';
import { INTEGER64_RANGES, readInteger64 } from './integer64.js';

/**
 * Reads `data` of a tensor: flat, or nested exactly as the shape says.
 *
 * @param count elements that the shape holds
 * @throws ElementError; InexactIntegerError where an INT64 or UINT64 is a number beyond 2^53
 */
export function readTensorJson(
  type: TensorType,
  shape: readonly number[],
  count: number,
  data: readonly unknown[],
): TensorElements {
  const flat = shape.length > 1 && Array.isArray(data[0]) ? flatten(data, shape) : data;
  if (flat.length !== count) {
    throw new ElementError(
      `Shape does not match true shape of 'data' field: [${shape.join(',')}] holds ${count} elements, got ${flat.length}`,
    );
  }
  if (type === 'string') {
    check(flat, type, (element) => typeof element === 'string');
    return flat as readonly string[];
  }
  const into = zeros(type, count);
  const bad = READERS[type](flat, into as never, type);
  if (bad !== undefined) throw wrongElement(flat[bad], type);
  return into;
}

/** The depth is that of the shape, which was held against the graph: no text can make this recurse deeper. */
function flatten(data: readonly unknown[], shape: readonly number[]): unknown[] {
  const flat: unknown[] = [];
  const walk = (value: unknown, axis: number): void => {
    if (!Array.isArray(value) || value.length !== shape[axis]) {
      throw new ElementError(
        `Shape does not match true shape of 'data' field: expected arrays of ${shape[axis]} at depth ${axis + 1}`,
      );
    }
    for (const item of value) {
      if (axis === shape.length - 1) flat.push(item);
      else walk(item, axis + 1);
    }
  };
  walk(data, 0);
  return flat;
}

function check(flat: readonly unknown[], type: TensorType, fits: (element: unknown) => boolean): void {
  const bad = flat.findIndex((element) => !fits(element));
  if (bad >= 0) throw wrongElement(flat[bad], type);
}

function wrongElement(element: unknown, type: TensorType): ElementError {
  const [lowest, highest] = INTEGER64_RANGES[type as 'int64'] ?? [];
  const expected = lowest === undefined ? elementWords(type) : `an integer from ${lowest} to ${highest}`;
  return new ElementError(`expected ${expected}, got ${describe(element)}`);
}

/** Fills `into`. @returns the place of the first element that does not fit the type. */
type Reader<T> = (flat: readonly unknown[], into: T, type: TensorType) => number | undefined;

const readFloats: Reader<Float32Array | Float64Array> = (flat, into) => {
  for (let at = 0; at < flat.length; at++) {
    const element = flat[at];
    // JSON has no NaN and no infinity, but 1e999 is parsed as one.
    if (typeof element !== 'number' || !Number.isFinite(element)) return at;
    into[at] = element;
  }
  return undefined;
};

const readHalves: Reader<Uint16Array> = (flat, into) => {
  for (let at = 0; at < flat.length; at++) {
    const element = flat[at];
    if (typeof element !== 'number' || !Number.isFinite(element)) return at;
    into[at] = float16Bits(element);
  }
  return undefined;
};

const readBools: Reader<Uint8Array> = (flat, into) => {
  for (let at = 0; at < flat.length; at++) {
    const element = flat[at];
    if (element !== true && element !== false && element !== 0 && element !== 1) return at;
    into[at] = Number(element);
  }
  return undefined;
};

const readIntegers: Reader<Int32Array> = (flat, into, type) => {
  const [lowest, highest] = INTEGER_RANGES[type] as readonly [number, number];
  for (let at = 0; at < flat.length; at++) {
    const element = flat[at] as number;
    if (!Number.isInteger(element) || element < lowest || element > highest) return at;
    into[at] = element;
  }
  return undefined;
};

const READERS: Readonly<Record<Exclude<TensorType, 'string'>, Reader<never>>> = {
  float32: readFloats,
  float64: readFloats,
  float16: readHalves,
  int8: readIntegers,
  int16: readIntegers,
  int32: readIntegers,
  int64: readInteger64,
  uint8: readIntegers,
  uint16: readIntegers,
  uint32: readIntegers,
  uint64: readInteger64,
  bool: readBools,
};

/**
 * @returns `data` of a tensor, flat. A float prints so that it reads back to the same bits; JSON has no NaN and no
 *   infinity, they become null. 64-bit integers are written with all their digits.
 */
export function writeTensorJson(type: TensorType, elements: TensorElements): string {
  if (type === 'string') return JSON.stringify(elements);
  if (type === 'bool') return `[${Array.from(elements as Uint8Array, Boolean).join(',')}]`;
  if (type === 'float16') return writeNumbers(Array.from(elements as Uint16Array, float16Value));
  if (type === 'float32' || type === 'float64') return writeNumbers(elements as Float64Array);
  return `[${(elements as NumericElements).join(',')}]`;
}

/** A loop is five times as fast as `JSON.stringify`, which wants an array made first. */
function writeNumbers(numbers: ArrayLike<number>): string {
  let text = '[';
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] as number;
    if (at > 0) text += ',';
    text += Number.isFinite(number) ? number : 'null';
  }
  return `${text}]`;
}
