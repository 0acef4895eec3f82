import { Tensor } from 'onnxruntime-node';

import type { Encoded, OutputValues, Prediction } from '../core/answer.js';
import { rowShape, type ModelCard, type TensorSpec, type TensorType } from '../core/model-card.js';
import { float16Bits, float16Value } from './float16.js';

type Feeds = Record<string, Tensor>;

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  bool: Uint8Array,
} as const;

/** Stacks encoded rows into the tensors of one run. Rows must agree in their open dimensions. */
export function createPacker(card: ModelCard, batchable: boolean): (rows: readonly Encoded[]) => Feeds {
  const inputs = card.inputs.map((input, index) => ({ input, index, closed: closedShape(input) }));
  return (rows) => {
    const feeds: Feeds = {};
    for (const { input, index, closed } of inputs) {
      const row = closed ?? rows[0]?.shapes?.[index] ?? [];
      feeds[input.name] = packTensor(input.type, rows, index, graphShape(input, row, rows.length, batchable));
    }
    return feeds;
  };
}

function graphShape(input: TensorSpec, row: readonly number[], rows: number, batchable: boolean): number[] {
  if (batchable) return [rows, ...row];
  return row.length === input.shape.length ? [...row] : [1, ...row];
}

function closedShape(tensor: TensorSpec): number[] | undefined {
  const shape = rowShape(tensor);
  return shape.every((dimension) => typeof dimension === 'number') ? [...shape] : undefined;
}

function packTensor(type: TensorType, rows: readonly Encoded[], index: number, shape: number[]): Tensor {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (type === 'string') {
    return new Tensor(
      'string',
      rows.flatMap((row) => row.inputs[index] as readonly string[]),
      shape,
    );
  }
  if (type === 'int64' || type === 'uint64') return pack64(type, rows, index, size, shape);
  if (type === 'float16') {
    const bits = new Uint16Array(size);
    writeRows(rows, index, (at, value) => (bits[at] = float16Bits(value)));
    return new Tensor('float16', bits, shape);
  }
  const data = new ARRAYS[type](size);
  writeRows(rows, index, (at, value) => (data[at] = value));
  return new Tensor(type, data as Float32Array, shape);
}

/** Low and high words through an Int32Array: a BigInt for each element costs eight times as much. */
function pack64(
  type: 'int64' | 'uint64',
  rows: readonly Encoded[],
  index: number,
  size: number,
  shape: number[],
): Tensor {
  const data = type === 'int64' ? new BigInt64Array(size) : new BigUint64Array(size);
  const words = new Int32Array(data.buffer);
  writeRows(rows, index, (at, value) => {
    words[2 * at] = value;
    words[2 * at + 1] = Math.floor(value / 4294967296);
  });
  return new Tensor(type, data as BigInt64Array, shape);
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

/** Cuts the outputs of one run into rows. @throws Error where an output does not hold whole rows. */
export function unpackOutputs(
  card: ModelCard,
  outputs: Readonly<Record<string, unknown>>,
  rows: number,
): Prediction[] {
  const columns = card.outputs.map((output) => {
    const tensor = outputs[output.name];
    if (!(tensor instanceof Tensor)) throw new Error(`output "${output.name}" is not a tensor`);
    const { length } = tensor.data;
    if (length % rows !== 0)
      throw new Error(`output "${output.name}" has ${length} elements for ${rows} rows`);
    return { tensor, width: length / rows };
  });
  const predictions: Prediction[] = [];
  for (let row = 0; row < rows; row++) {
    predictions.push(columns.map(({ tensor, width }) => readRow(tensor, row * width, width)));
  }
  return predictions;
}

function readRow(tensor: Tensor, start: number, width: number): OutputValues {
  const { data } = tensor;
  const values: (number | string | boolean)[] = [];
  for (let at = start; at < start + width; at++)
    values.push(readValue(data[at] as number | bigint | string, tensor.type));
  return values;
}

function readValue(value: number | bigint | string, type: Tensor.Type): number | string | boolean {
  if (type === 'bool') return value !== 0;
  // Where the runtime has no Float16Array the binding hands out raw bits.
  if (type === 'float16' && typeof value === 'number') return HAS_FLOAT16 ? value : float16Value(value);
  if (typeof value !== 'bigint') return value;
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : String(value);
}

const HAS_FLOAT16 = 'Float16Array' in globalThis;
