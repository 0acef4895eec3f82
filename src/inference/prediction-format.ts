import type { OutputValues, Prediction } from '../core/answer.js';
import { rowShape, type ModelCard, type OutputSpec } from '../core/model-card.js';
import { packElements, unpackElements } from './pack-elements.js';

/**
 * JSON of a prediction: the value itself for one output of one element, an array (row-major) for one output of
 * several, an object by output name for several outputs. A float prints so that it reads back to the same bits; JSON
 * has no NaN or infinity, they become null.
 */
export function createPredictionFormat(card: ModelCard): (prediction: Prediction) => string {
  const names = card.outputs.map((output) => JSON.stringify(output.name));
  const scalar = card.outputs.map((output) => rowSize(output) === 1);
  const one = (values: OutputValues, index: number): string =>
    scalar[index] ? elementJson(values[0]) : `[${values.map(elementJson).join(',')}]`;
  if (names.length === 1) return (prediction) => one(prediction[0] ?? [], 0);
  return (prediction) =>
    `{${names.map((name, index) => `${name}:${one(prediction[index] ?? [], index)}`).join(',')}}`;
}

function elementJson(value: number | string | boolean | undefined): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  return JSON.stringify(value ?? null);
}

/** Elements of one row of an output, or undefined where its shape is open. */
export function rowSize(output: OutputSpec): number | undefined {
  let size = 1;
  for (const dimension of rowShape(output)) {
    if (typeof dimension === 'string') return undefined;
    size *= dimension;
  }
  return size;
}

/** How a prediction table stores a prediction. */
export interface ValueCodec {
  readonly kind: 'real' | 'bytes';
  encode(prediction: Prediction): number | Uint8Array;
  decode(value: number | Uint8Array): Prediction;
}

const DOUBLE_TYPES: readonly string[] = ['float16', 'float32', 'float64'];

/** One float is a REAL; closed numeric outputs are packed in their own types; anything else is JSON text. */
export function createValueCodec(card: ModelCard): ValueCodec {
  const sizes = card.outputs.map(rowSize);
  const [first] = card.outputs;
  if (card.outputs.length === 1 && first && sizes[0] === 1 && DOUBLE_TYPES.includes(first.type)) {
    return {
      kind: 'real',
      encode: (prediction) => prediction[0]?.[0] as number,
      decode: (value) => [[value as number]],
    };
  }
  const packable = card.outputs.every(
    (output, index) => sizes[index] !== undefined && DOUBLE_TYPES.includes(output.type),
  );
  return packable ? packedCodec(card, sizes as number[]) : jsonCodec();
}

function packedCodec(card: ModelCard, sizes: readonly number[]): ValueCodec {
  return {
    kind: 'bytes',
    encode: (prediction) =>
      Buffer.concat(card.outputs.map((output, index) => packElements(output.type, prediction[index] ?? []))),
    decode: (value) => {
      let bytes = value as Uint8Array;
      return card.outputs.map((output, index) => {
        const { values, rest } = unpackElements(output.type, bytes, sizes[index] as number);
        bytes = rest;
        return values;
      });
    },
  };
}

function jsonCodec(): ValueCodec {
  return {
    kind: 'bytes',
    encode: (prediction) => Buffer.from(JSON.stringify(prediction)),
    decode: (value) => JSON.parse(Buffer.from(value as Uint8Array).toString('utf8')) as Prediction,
  };
}
