import { Tensor } from 'onnxruntime-node';

import type { Prediction } from '../core/answer.js';
import type { ModelCard } from '../core/model-card.js';
import { bytesAt, packBytes, type PackedBytes } from './packed-keys.js';
import { createValueCodec, rowSize } from './prediction-format.js';
import { unpackOutputs } from './tensors.js';

/** Predictions of many rows, as a table stores them, without an object for each. */
export type PackedValues = { readonly kind: 'real'; readonly values: Float64Array } | PackedBytes;

/** @returns one value as a store takes it; bytes are a view, not a copy. */
export function valueAt(values: PackedValues, index: number): number | Uint8Array {
  return values.kind === 'real' ? (values.values[index] as number) : bytesAt(values, index);
}

/** Takes the outputs of successive runs. */
export interface ValueCollector {
  /** @returns the first row whose value is NaN, which no store can tell from no answer. */
  addOutputs(outputs: Readonly<Record<string, unknown>>, rows: number): number | undefined;
  addPredictions(predictions: readonly Prediction[]): number | undefined;
  packed(): PackedValues;
}

/** @param count rows that will be added. */
export function createValueCollector(card: ModelCard, count: number): ValueCollector {
  return createValueCodec(card).kind === 'real' ? collectReals(card, count) : collectBytes(card, count);
}

function collectReals(card: ModelCard, count: number): ValueCollector {
  const values = new Float64Array(count);
  const codec = createValueCodec(card);
  const name = card.outputs[0]?.name ?? '';
  let at = 0;
  const took = (rows: number): number | undefined => {
    const start = at;
    at += rows;
    for (let row = 0; row < rows; row++) if (Number.isNaN(values[start + row])) return row;
    return undefined;
  };
  const addPredictions = (predictions: readonly Prediction[]): number | undefined => {
    for (const [row, prediction] of predictions.entries())
      values[at + row] = codec.encode(prediction) as number;
    return took(predictions.length);
  };
  return {
    addPredictions,
    addOutputs: (outputs, rows) => {
      const data = floatsOf(outputs[name], rows);
      if (!data) return addPredictions(unpackOutputs(card, outputs, rows));
      values.set(data, at);
      return took(rows);
    },
    packed: () => ({ kind: 'real', values }),
  };
}

function collectBytes(card: ModelCard, count: number): ValueCollector {
  const codec = createValueCodec(card);
  const widths = card.outputs.map((output) => rowSize(output) ?? Number.NaN);
  const parts: Uint8Array[] = [];
  const addPredictions = (predictions: readonly Prediction[]): undefined => {
    for (const prediction of predictions) parts.push(codec.encode(prediction) as Uint8Array);
  };
  return {
    addPredictions,
    addOutputs: (outputs, rows) => {
      const columns = card.outputs.map(({ name }, index) =>
        rawFloats(outputs[name], rows * (widths[index] as number)),
      );
      if (columns.some((column) => column === undefined))
        return addPredictions(unpackOutputs(card, outputs, rows));
      const sizes = columns.map((column) => (column as Uint8Array).length / rows);
      const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
      for (let row = 0; row < rows; row++) {
        const value = new Uint8Array(size);
        let start = 0;
        for (const [index, column] of columns.entries()) {
          const bytes = sizes[index] as number;
          value.set((column as Uint8Array).subarray(row * bytes, (row + 1) * bytes), start);
          start += bytes;
        }
        parts.push(value);
      }
      return undefined;
    },
    packed: () => {
      if (parts.length !== count) throw new Error(`${parts.length} predictions for ${count} keys`);
      return packBytes(parts);
    },
  };
}

function floatsOf(output: unknown, elements: number): Float32Array | Float64Array | undefined {
  if (!(output instanceof Tensor) || output.data.length !== elements) return undefined;
  const { data } = output;
  return data instanceof Float32Array || data instanceof Float64Array ? data : undefined;
}

/** The elements as the runtime left them: little-endian, which is how a table packs floats. */
function rawFloats(output: unknown, elements: number): Uint8Array | undefined {
  const data = floatsOf(output, elements);
  return data && new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
