import { Tensor } from 'onnxruntime-node';

import type { Encoded, Prediction } from '../core/answer.js';
import { rowShape, type ModelCard, type TensorSpec, type TensorType } from '../core/model-card.js';
import { sliceRow, stackRows } from './stack-rows.js';
import { elementCount, type TensorElements } from './tensor-data.js';

type Feeds = Record<string, Tensor>;

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
  // The constructor has one overload for each pair of a type and its array.
  return new Tensor(type, stackRows(type, rows, index, elementCount(shape)) as Float32Array, shape);
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
    return { type: output.type, elements: elementsOf(tensor), width: length / rows };
  });
  const predictions: Prediction[] = [];
  for (let row = 0; row < rows; row++) {
    predictions.push(
      columns.map(({ type, elements, width }) => sliceRow(type, elements, row * width, width)),
    );
  }
  return predictions;
}

/** Float16 as bits: where the runtime has a Float16Array the binding hands one out. */
export function elementsOf({ type, data }: Tensor): TensorElements {
  if (type !== 'float16') return data as TensorElements;
  const { buffer, byteOffset, length } = data as Uint16Array;
  return new Uint16Array(buffer as ArrayBuffer, byteOffset, length);
}
