import type { Encoded } from '../core/answer.js';
import { rowShape, type Feature, type ModelCard } from '../core/model-card.js';
import { packElements, unpackElements } from './pack-elements.js';

/** Identifies a row of a prediction table: an integer up to 63 bits, else canonical bytes. */
export type RowKey = number | bigint | Uint8Array;

export interface KeyCodec {
  readonly kind: 'integer' | 'bytes';
  /** Keys of the full domain, OOV rows left out; undefined where it is unbounded. */
  readonly domainSize: number | undefined;
  /** @returns undefined for a request with a value outside the vocabulary: OOV values are never keys. */
  keyOf(encoded: Encoded): RowKey | undefined;
  /** Inverse of `keyOf`, up to the element type of the graph (a float32 input keeps 24 bits). */
  encodedOf(key: RowKey): Encoded;
  /** All keys of a bounded domain, ascending. */
  enumerate(): Iterable<RowKey>;
}

/** Codes of a bounded feature: `first` is what the encoder emits for digit 0. */
interface Digit {
  readonly first: number;
  readonly codes: number;
  readonly oov: number;
}

const MAX_INTEGER_KEY = 2n ** 63n - 1n;

/**
 * Mixed-radix integers of the encoded features while they fit 63 bits, else the encoded bytes themselves: never a
 * bare hash, which would answer a colliding request with somebody else's prediction.
 */
export function createKeyCodec(card: ModelCard): KeyCodec {
  const digits = digitsOf(card);
  const size = digits?.reduce((product, digit) => product * BigInt(digit.codes), 1n);
  if (!digits || size === undefined || size > MAX_INTEGER_KEY) return bytesCodec(card);
  return size <= BigInt(Number.MAX_SAFE_INTEGER) ? numberCodec(card, digits) : bigintCodec(card, digits);
}

/** Digits in the order of the encoder's flat values (input by input, column by column), or undefined if unbounded. */
function digitsOf(card: ModelCard): Digit[] | undefined {
  const digits: Digit[] = [];
  for (const input of card.inputs) {
    const columns = card.features
      .filter((feature) => feature.input === input.name)
      .sort((a, b) => columnOf(a) - columnOf(b));
    for (const feature of columns) {
      const digit = digitOf(feature);
      if (!digit) return undefined;
      digits.push(digit);
    }
  }
  return digits.length > 0 ? digits : undefined;
}

function columnOf(feature: Feature): number {
  return feature.type === 'tensor' ? 0 : feature.column;
}

function digitOf(feature: Feature): Digit | undefined {
  if (feature.type === 'categorical') {
    const { vocabulary, oov = -1 } = feature;
    return { first: 0, codes: vocabulary.length, oov };
  }
  if (feature.type === 'integer' && feature.min !== undefined && feature.max !== undefined) {
    return { first: feature.min, codes: feature.max - feature.min + 1, oov: Number.NaN };
  }
  return undefined;
}

function numberCodec(card: ModelCard, digits: readonly Digit[]): KeyCodec {
  const total = digits.reduce((product, digit) => product * digit.codes, 1);
  const unflatten = unflattener(card);
  return {
    kind: 'integer',
    domainSize: total,
    keyOf: (encoded) => {
      if (encoded.unseen) return undefined;
      let key = 0;
      let position = 0;
      for (const values of encoded.inputs) {
        for (const value of values) {
          const digit = digits[position++] as Digit;
          key = key * digit.codes + ((value as number) - digit.first);
        }
      }
      return key;
    },
    encodedOf: (key) => {
      const flat: number[] = Array.from({ length: digits.length });
      let rest = Number(key);
      for (let position = digits.length - 1; position >= 0; position--) {
        const digit = digits[position] as Digit;
        flat[position] = digit.first + (rest % digit.codes);
        rest = Math.floor(rest / digit.codes);
      }
      return unflatten(flat);
    },
    *enumerate() {
      for (let key = 0; key < total; key++) yield key;
    },
  };
}

function bigintCodec(card: ModelCard, digits: readonly Digit[]): KeyCodec {
  const total = digits.reduce((product, digit) => product * BigInt(digit.codes), 1n);
  const unflatten = unflattener(card);
  return {
    kind: 'integer',
    domainSize: Number(total),
    keyOf: (encoded) => {
      if (encoded.unseen) return undefined;
      const flat = encoded.inputs.flat() as number[];
      return digits.reduce(
        (key, digit, position) =>
          key * BigInt(digit.codes) + BigInt((flat[position] as number) - digit.first),
        0n,
      );
    },
    encodedOf: (key) => {
      const flat: number[] = Array.from({ length: digits.length });
      let rest = BigInt(key as bigint);
      for (let position = digits.length - 1; position >= 0; position--) {
        const digit = digits[position] as Digit;
        flat[position] = digit.first + Number(rest % BigInt(digit.codes));
        rest /= BigInt(digit.codes);
      }
      return unflatten(flat);
    },
    *enumerate() {
      for (let key = 0n; key < total; key++) yield key;
    },
  };
}

/** Canonical bytes: every input's elements little-endian as the graph sees them, strings length-prefixed. */
function bytesCodec(card: ModelCard): KeyCodec {
  const isOpen = card.inputs.some((input) =>
    rowShape(input).some((dimension) => typeof dimension === 'string'),
  );
  return {
    kind: 'bytes',
    domainSize: undefined,
    keyOf: (encoded) => {
      if (encoded.unseen) return undefined;
      const parts: Uint8Array[] = [];
      for (const [index, input] of card.inputs.entries()) {
        const values = encoded.inputs[index] ?? [];
        const shape = encoded.shapes?.[index];
        if (shape) parts.push(packElements('uint32', [shape.length, ...shape]));
        parts.push(packElements(input.type, values));
      }
      return Buffer.concat(parts);
    },
    encodedOf: (key) => {
      let bytes = key as Uint8Array;
      const inputs: (readonly number[] | readonly string[])[] = [];
      const shapes: number[][] = [];
      const take = (type: Parameters<typeof unpackElements>[0], count: number): number[] | string[] => {
        const { values, rest } = unpackElements(type, bytes, count);
        bytes = rest;
        return values;
      };
      for (const input of card.inputs) {
        const rank = isOpen ? (take('uint32', 1)[0] as number) : 0;
        const shape = isOpen ? (take('uint32', rank) as number[]) : (rowShape(input) as number[]);
        shapes.push(shape);
        inputs.push(
          take(
            input.type,
            shape.reduce((product, size) => product * size, 1),
          ),
        );
      }
      return { inputs, shapes: isOpen ? shapes : undefined, unseen: false };
    },
    enumerate: () => {
      throw new RangeError('an unbounded domain cannot be enumerated');
    },
  };
}

/** Splits flat codes back into one array for each graph input. */
function unflattener(card: ModelCard): (flat: readonly number[]) => Encoded {
  const counts = card.inputs.map(
    (input) => card.features.filter((feature) => feature.input === input.name).length,
  );
  return (flat) => {
    let start = 0;
    const inputs = counts.map((count) => flat.slice(start, (start += count)));
    return { inputs, shapes: undefined, unseen: false };
  };
}
