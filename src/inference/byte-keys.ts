import { rowShape, type ModelCard } from '../core/model-card.js';
import type { KeyCodec } from './key-codec.js';
import { packElements, unpackElements } from './pack-elements.js';
import { createNgramEncoder } from './text-ngrams.js';
import { unseenTest } from './unseen-codes.js';

/**
 * Canonical bytes: every input's elements little-endian as the graph sees them, strings length-prefixed. An input that a
 * text fills is in the key as the text, normalised: shorter than its n-grams, and no two texts share it.
 */
export function bytesCodec(card: ModelCard, oov: boolean): KeyCodec {
  const isUnseen = unseenTest(card);
  const isOpen = card.inputs.some((input) =>
    rowShape(input).some((dimension) => typeof dimension === 'string'),
  );
  const ngrams = card.inputs.map((input) => {
    const feature = card.features.find((candidate) => candidate.input === input.name);
    return feature?.type === 'text' ? createNgramEncoder(feature, input) : undefined;
  });
  const anyText = ngrams.some(Boolean);
  return {
    kind: 'bytes',
    domainSize: undefined,
    digits: undefined,
    keyOf: (encoded) => {
      if (encoded.unseen && !oov) return undefined;
      const parts: Uint8Array[] = [];
      for (const [index, input] of card.inputs.entries()) {
        const values = encoded.inputs[index] ?? [];
        const shape = encoded.shapes?.[index];
        if (shape) parts.push(packElements('uint32', [shape.length, ...shape]));
        const text = encoded.texts?.[index];
        parts.push(text === undefined ? packElements(input.type, values) : packElements('string', [text]));
      }
      return Buffer.concat(parts);
    },
    encodedOf: (key) => {
      let bytes = key as Uint8Array;
      const inputs: (readonly number[] | readonly string[])[] = [];
      const shapes: number[][] = [];
      const texts: (string | undefined)[] = [];
      const take = (type: Parameters<typeof unpackElements>[0], count: number): number[] | string[] => {
        const { values, rest } = unpackElements(type, bytes, count);
        bytes = rest;
        return values;
      };
      for (const [index, input] of card.inputs.entries()) {
        const rank = isOpen ? (take('uint32', 1)[0] as number) : 0;
        const shape = isOpen ? (take('uint32', rank) as number[]) : (rowShape(input) as number[]);
        shapes.push(shape);
        const encodeText = ngrams[index];
        const text = encodeText && (take('string', 1)[0] as string);
        texts.push(text);
        if (encodeText) {
          inputs.push(encodeText(text as string));
          continue;
        }
        inputs.push(
          take(
            input.type,
            shape.reduce((product, size) => product * size, 1),
          ),
        );
      }
      const encoded = { inputs, shapes: isOpen ? shapes : undefined, unseen: oov && isUnseen(inputs) };
      return anyText ? { ...encoded, texts } : encoded;
    },
    enumerate: () => {
      throw new RangeError('an unbounded domain cannot be enumerated');
    },
  };
}
