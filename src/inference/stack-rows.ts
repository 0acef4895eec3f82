import type { Encoded, OutputValues } from '../core/answer.js';
import type { TensorType } from '../core/model-card.js';
import { float16Bits, float16Value } from './float16.js';
import { zeros, type TensorElements } from './tensor-data.js';

/**
 * One input of some rows as the elements of one tensor, row after row.
 *
 * @param size elements of all rows together
 */
export function stackRows(
  type: TensorType,
  rows: readonly Encoded[],
  index: number,
  size: number,
): TensorElements {
  if (type === 'string') return rows.flatMap((row) => row.inputs[index] as readonly string[]);
  const data = zeros(type, size);
  if (type === 'int64' || type === 'uint64') {
    // Low and high words through an Int32Array: a BigInt for each element costs eight times as much.
    const words = new Int32Array(data.buffer);
    writeRows(rows, index, (at, value) => {
      words[2 * at] = value;
      words[2 * at + 1] = Math.floor(value / 4294967296);
    });
  } else if (type === 'float16') {
    writeRows(rows, index, (at, value) => (data[at] = float16Bits(value)));
  } else writeRows(rows, index, (at, value) => (data[at] = value));
  return data;
}

function writeRows(
  rows: readonly Encoded[],
  index: number,
  write: (at: number, value: number) => void,
): void {
  let at = 0;
  for (const row of rows) {
    const values = row.inputs[index] as readonly number[];
    for (let element = 0; element < values.length; element++) write(at++, values[element] as number);
  }
}

/** Whether rows of open dimensions are alike in them, so that they can be one tensor. */
export function haveOneShape(rows: readonly Encoded[]): boolean {
  const first = JSON.stringify(rows[0]?.shapes);
  return rows[0]?.shapes === undefined || rows.every((row) => JSON.stringify(row.shapes) === first);
}

/** One row of an output, as predictions hold it. */
export function sliceRow(
  type: TensorType,
  elements: TensorElements,
  start: number,
  width: number,
): OutputValues {
  const values: (number | string | boolean)[] = [];
  for (let at = start; at < start + width; at++)
    values.push(readValue(elements[at] as number | bigint | string, type));
  return values;
}

function readValue(value: number | bigint | string, type: TensorType): number | string | boolean {
  if (type === 'bool') return value !== 0;
  if (type === 'float16') return float16Value(value as number);
  if (typeof value !== 'bigint') return value;
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : String(value);
}
