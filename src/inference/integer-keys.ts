import type { Encoded } from '../core/answer.js';
import type { ModelCard } from '../core/model-card.js';
import type { KeyCodec } from './key-codec.js';
import type { KeyDigit } from './key-digits.js';
import { unseenTest } from './unseen-codes.js';

/** How the codes of one position become digits and back. */
interface Position {
  readonly radix: number;
  readonly first: number;
  /** Only where codes do not follow each other. */
  readonly codes: readonly number[] | undefined;
  readonly digitOf: ReadonlyMap<number, number> | undefined;
}

function positionsOf(digits: readonly KeyDigit[]): readonly Position[] {
  return digits.map(({ radix, first, codes }) => ({
    radix,
    first,
    codes,
    digitOf: codes && new Map(codes.map((code, digit) => [code, digit])),
  }));
}

function digitAt({ first, digitOf }: Position, code: number): number {
  return digitOf ? (digitOf.get(code) as number) : code - first;
}

function codeAt({ first, codes }: Position, digit: number): number {
  return codes ? (codes[digit] as number) : first + digit;
}

/** Keys below 2^53. */
export function numberCodec(card: ModelCard, digits: readonly KeyDigit[], oov: boolean): KeyCodec {
  const positions = positionsOf(digits);
  const total = positions.reduce((product, { radix }) => product * radix, 1);
  const unflatten = unflattener(card);
  return {
    kind: 'integer',
    domainSize: total,
    digits,
    keyOf: (encoded) => {
      if (encoded.unseen && !oov) return undefined;
      let key = 0;
      let index = 0;
      for (const values of encoded.inputs) {
        for (const value of values) {
          const position = positions[index++] as Position;
          key = key * position.radix + digitAt(position, value as number);
        }
      }
      return key;
    },
    encodedOf: (key) => {
      const flat: number[] = Array.from({ length: positions.length });
      let rest = Number(key);
      for (let index = positions.length - 1; index >= 0; index--) {
        const position = positions[index] as Position;
        flat[index] = codeAt(position, rest % position.radix);
        rest = Math.floor(rest / position.radix);
      }
      return unflatten(flat, oov);
    },
    *enumerate() {
      for (let key = 0; key < total; key++) yield key;
    },
  };
}

/** Keys of up to 63 bits. */
export function bigintCodec(card: ModelCard, digits: readonly KeyDigit[], oov: boolean): KeyCodec {
  const positions = positionsOf(digits);
  const total = positions.reduce((product, { radix }) => product * BigInt(radix), 1n);
  const unflatten = unflattener(card);
  return {
    kind: 'integer',
    domainSize: Number(total),
    digits,
    keyOf: (encoded) => {
      if (encoded.unseen && !oov) return undefined;
      const flat = encoded.inputs.flat() as number[];
      return positions.reduce(
        (key, position, index) =>
          key * BigInt(position.radix) + BigInt(digitAt(position, flat[index] as number)),
        0n,
      );
    },
    encodedOf: (key) => {
      const flat: number[] = Array.from({ length: positions.length });
      let rest = BigInt(key as bigint);
      for (let index = positions.length - 1; index >= 0; index--) {
        const position = positions[index] as Position;
        flat[index] = codeAt(position, Number(rest % BigInt(position.radix)));
        rest /= BigInt(position.radix);
      }
      return unflatten(flat, oov);
    },
    *enumerate() {
      for (let key = 0n; key < total; key++) yield key;
    },
  };
}

/** Splits flat codes back into one array for each graph input. */
function unflattener(card: ModelCard): (flat: readonly number[], oov: boolean) => Encoded {
  const isUnseen = unseenTest(card);
  const counts = card.inputs.map(
    (input) => card.features.filter((feature) => feature.input === input.name).length,
  );
  return (flat, oov) => {
    let start = 0;
    const inputs = counts.map((count) => flat.slice(start, (start += count)));
    return { inputs, shapes: undefined, unseen: oov && isUnseen(inputs) };
  };
}
