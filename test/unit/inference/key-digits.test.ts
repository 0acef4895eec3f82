import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import type { ModelCard } from '../../../src/core/model-card.js';
import { createEncoder } from '../../../src/inference/encode.js';
import { encoderSha256 } from '../../../src/inference/encoder-hash.js';
import { keyDigitsOf, unboundedFeatures } from '../../../src/inference/key-digits.js';
import { createKeyCodec } from '../../../src/inference/row-key.js';

function cardOf(sizes: readonly number[], oov: readonly (number | undefined)[]): ModelCard {
  return {
    name: 'm',
    file: '/m.onnx',
    sha256: 'abc',
    bytes: 1,
    inputs: [{ name: 'x', type: 'int64', shape: ['batch', sizes.length] }],
    outputs: [{ name: 'y', type: 'float32', shape: ['batch', 1] }],
    features: sizes.map((size, column) => ({
      name: `f${column}`,
      type: 'categorical',
      input: 'x',
      column,
      vocabulary: Array.from({ length: size }, (_, code) => `v${code}`),
      ...(oov[column] === undefined ? {} : { oov: oov[column] }),
    })),
  };
}

/** Categories whose OOV index is the next code, a known code, one far beyond, or not there. */
const cards = fc
  .array(fc.tuple(fc.integer({ min: 2, max: 5 }), fc.option(fc.nat(9), { nil: undefined })), {
    minLength: 1,
    maxLength: 3,
  })
  .map((features) =>
    cardOf(
      features.map(([size]) => size),
      features.map(([, oov]) => oov),
    ),
  );

describe('keys with rows for unseen values', () => {
  test('property: every key is that of its codes, and every request has one', () => {
    fc.assert(
      fc.property(cards, fc.infiniteStream(fc.nat(12)), (card, stream) => {
        const { keyOf, encodedOf, domainSize = 0 } = createKeyCodec(card, { oov: true });
        for (let key = 0; key < domainSize; key++) expect(keyOf(encodedOf(key))).toBe(key);
        const request = Object.fromEntries(
          card.features.map((feature) => {
            const hasOov = feature.type === 'categorical' && feature.oov !== undefined;
            return [feature.name, `v${(stream.next().value ?? 0) % (hasOov ? 13 : 2)}`];
          }),
        );
        const encoded = createEncoder(card)(request);
        const key = keyOf(encoded) as number;
        expect(key).toBeLessThan(domainSize);
        expect(encodedOf(key)).toEqual(encoded);
      }),
    );
  });

  test('property: without them no key has an OOV index', () => {
    fc.assert(
      fc.property(cards, (card) => {
        const { encodedOf, domainSize = 0 } = createKeyCodec(card);
        const known = card.features.map((feature) =>
          feature.type === 'categorical'
            ? feature.vocabulary.filter((_, code) => code !== feature.oov).length
            : 0,
        );
        expect(domainSize).toBe(known.reduce((product, size) => product * size, 1));
        for (let key = 0; key < domainSize; key++) {
          const codes = encodedOf(key).inputs[0] as readonly number[];
          for (const [column, feature] of card.features.entries())
            if (feature.type === 'categorical') expect(codes[column]).not.toBe(feature.oov);
        }
      }),
    );
  });
});

describe('the digits of a key', () => {
  it('stand input by input and column by column, and are none where a feature has no bounds', () => {
    const card = cardOf([3, 2], [3, undefined]);
    expect(keyDigitsOf(card, false)?.map(({ feature, radix }) => [feature, radix])).toEqual([
      ['f0', 3],
      ['f1', 2],
    ]);
    expect(keyDigitsOf(card, true)?.map(({ radix }) => radix)).toEqual([4, 2]);
    const open: ModelCard = {
      ...card,
      features: [...card.features.slice(1), { name: 'n', type: 'number', input: 'x', column: 0 }],
    };
    expect(keyDigitsOf(open, false)).toBeUndefined();
    expect(unboundedFeatures(open)).toEqual(['n (number)']);
  });
});

describe('the hash of an encoder', () => {
  it('changes with whatever changes keys or values, and with nothing else', () => {
    const card = cardOf([3, 2], [3, undefined]);
    const hash = encoderSha256(card, {});
    expect(encoderSha256({ ...card, name: 'n', file: '/n', summary: 's', sha256: 'd' }, {})).toBe(hash);
    const [output] = card.outputs;
    const described = [{ ...output, meaning: 'value' }] as ModelCard['outputs'];
    expect(encoderSha256({ ...card, outputs: described }, {})).toBe(hash);
    for (const other of [
      encoderSha256(card, { oov: true }),
      encoderSha256(cardOf([3, 3], [3, undefined]), {}),
      encoderSha256(cardOf([3, 2], [4, undefined]), {}),
    ])
      expect(other).not.toBe(hash);
  });
});
