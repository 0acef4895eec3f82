import { Tensor } from 'onnxruntime-node';

import { rowShape, type ModelCard } from '../core/model-card.js';
import { float16Bits } from './float16.js';
import type { KeyDigit } from './key-digits.js';
import { bytesAt, keyAt, type PackedKeys } from './packed-keys.js';
import type { KeyCodec } from './row-key.js';
import { zeros, type FixedWidthType, type NumericElements } from './tensor-data.js';

/** The input tensors of one run, written over for each batch. */
export interface BatchTensors {
  /** Rows that they hold. */
  readonly rows: number;
  /** Feeds for rows `from` to `from + count` of the keys; valid until the next call. */
  fill(keys: PackedKeys, from: number, count: number): Record<string, Tensor>;
}

/** One input of the graph. */
interface Input {
  readonly name: string;
  readonly type: FixedWidthType;
  readonly shape: readonly number[];
  /** Elements of one row. */
  readonly width: number;
  readonly data: NumericElements;
}

/** @returns undefined where an input is of text, of n-grams or of open shape: then rows are packed one by one. */
export function createBatchTensors(card: ModelCard, codec: KeyCodec, rows: number): BatchTensors | undefined {
  if (card.features.some(({ type }) => type === 'text')) return undefined;
  const inputs: Input[] = [];
  for (const { name, type, shape } of card.inputs) {
    const row = rowShape({ name, type, shape });
    if (type === 'string' || !row.every((size) => typeof size === 'number')) return undefined;
    const width = row.reduce<number>((product, size) => product * (size as number), 1);
    inputs.push({ name, type, shape: row as number[], width, data: zeros(type, rows * width) });
  }
  const write = codec.digits ? writeCodes(codec, codec.digits, inputs, rows) : writeBytes(inputs);
  return {
    rows,
    fill: (keys, from, count) => {
      write(keys, from, count);
      return Object.fromEntries(inputs.map((input) => [input.name, tensorOf(input, count)]));
    },
  };
}

function tensorOf({ type, shape, width, data }: Input, rows: number): Tensor {
  return new Tensor(type, data.subarray(0, rows * width) as Float32Array, [rows, ...shape]);
}

type Write = (keys: PackedKeys, from: number, count: number) => void;

/** Takes integer keys apart into codes, position by position from the last. */
function writeCodes(
  codec: KeyCodec,
  digits: readonly KeyDigit[],
  inputs: readonly Input[],
  rows: number,
): Write {
  const codes = inputs.map(({ width }) => new Float64Array(rows * width));
  const positions = digits.map((digit) => ({
    ...digit,
    width: (inputs[digit.input] as Input).width,
    into: codes[digit.input] as Float64Array,
  }));
  const split = (key: number, row: number): void => {
    let rest = key;
    for (let index = positions.length - 1; index >= 0; index--) {
      const position = positions[index] as (typeof positions)[number];
      // Exact: below 2^53 a quotient lies further from the next integer than half the distance of neighbouring doubles.
      const quotient = Math.floor(rest / position.radix);
      const digit = rest - quotient * position.radix;
      position.into[row * position.width + position.column] = position.codes
        ? (position.codes[digit] as number)
        : position.first + digit;
      rest = quotient;
    }
  };
  const splitWide = (key: bigint, row: number): void => {
    for (const [input, values] of codec.encodedOf(key).inputs.entries()) {
      codes[input]?.set(values as readonly number[], row * values.length);
    }
  };
  return (keys, from, count) => {
    for (let row = 0; row < count; row++) {
      const key = keyAt(keys, from + row);
      if (typeof key === 'bigint') splitWide(key, row);
      else split(key as number, row);
    }
    for (const [index, input] of inputs.entries()) {
      writeElements(input, (codes[index] as Float64Array).subarray(0, count * input.width));
    }
  };
}

function writeElements({ type, data }: Input, values: Float64Array): void {
  if (type === 'int64' || type === 'uint64') {
    // Low and high words: a BigInt for each element costs eight times as much.
    const words = new Int32Array(data.buffer);
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number;
      words[2 * at] = value;
      words[2 * at + 1] = Math.floor(value / 4294967296);
    }
  } else if (type === 'float16') {
    for (let at = 0; at < values.length; at++) data[at] = float16Bits(values[at] as number);
  } else {
    (data as Float64Array).set(values);
  }
}

/** Canonical bytes are the elements of every input as the graph sees them, so they are copied. */
function writeBytes(inputs: readonly Input[]): Write {
  const targets = inputs.map(({ data, width }) => ({
    bytes: new Uint8Array(data.buffer),
    size: width * data.BYTES_PER_ELEMENT,
  }));
  return (keys, from, count) => {
    if (keys.kind !== 'bytes') throw new TypeError(`keys of bytes were expected, got ${keys.kind}`);
    for (let row = 0; row < count; row++) {
      const key = bytesAt(keys, from + row);
      let start = 0;
      for (const { bytes, size } of targets) {
        bytes.set(key.subarray(start, start + size), row * size);
        start += size;
      }
    }
  };
}
