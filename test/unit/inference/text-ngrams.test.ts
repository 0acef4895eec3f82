import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import type { ModelCard, TextFeature } from '../../../src/core/model-card.js';
import { createEncoder } from '../../../src/inference/encode.js';
import { encoderSha256 } from '../../../src/inference/encoder-hash.js';
import { createKeyCodec } from '../../../src/inference/row-key.js';
import { openSession } from '../../../src/inference/session.js';
import { ngramCount } from '../../../src/inference/text-ngrams.js';
import { loadModelCard } from '../../../src/scenario/load-model-card.js';
import { cardOf } from './cards.js';

/** A line of models/queries/golden.ndjson, which train.py writes. */
interface Golden {
  readonly query: string;
  readonly normalised: string;
  readonly ngrams: readonly number[];
  readonly probabilities: readonly number[];
}

const FEATURE: TextFeature = {
  name: 'q',
  type: 'text',
  input: 'x',
  normalise: 'nfkc-lowercase',
  ngrams: [2, 3],
  hash: 'fnv1a-32',
  buckets: 1000,
  maxLength: 8,
};
const WIDTH = ngramCount(FEATURE.maxLength, FEATURE.ngrams);

function cardOfText(changes: Partial<TextFeature> = {}): ModelCard {
  return cardOf([{ name: 'x', type: 'int32', shape: ['batch', WIDTH] }], [{ ...FEATURE, ...changes }]);
}
const encode = createEncoder(cardOfText());
const ngramsOf = (q: unknown): readonly unknown[] => encode({ q }).inputs[0] as readonly unknown[];

test('the queries model is given what its training script was, and answers what the script says', async () => {
  const card = await loadModelCard('models/queries');
  const text = await readFile('models/queries/golden.ndjson', 'utf8');
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Golden);
  expect(rows.length).toBeGreaterThan(60);
  const encoded = rows.map(({ query }) => createEncoder(card)({ query }));
  for (const [index, { normalised, ngrams }] of rows.entries()) {
    const ids = encoded[index]?.inputs[0] as readonly number[];
    expect(encoded[index]?.texts).toEqual([normalised]);
    expect(ids).toEqual([...ngrams, ...Array<number>(189 - ngrams.length).fill(0)]);
  }
  const session = await openSession(card, card.file);
  try {
    const predictions = await session.run(encoded);
    for (const [index, { probabilities }] of rows.entries()) {
      const [found = []] = predictions[index] ?? [];
      expect(await session.run([encoded[index] as (typeof encoded)[number]])).toEqual([predictions[index]]);
      for (const [at, probability] of probabilities.entries())
        expect(Math.abs((found[at] as number) - probability)).toBeLessThan(1e-6);
    }
  } finally {
    await session.close();
  }
});

describe('n-grams of a text', () => {
  it('are FNV-1a of their UTF-8 bytes, position by position', () => {
    // " a" and " a " from the space before it, "a " from the letter: hashes of the published algorithm, worked out apart.
    const fnv = (text: string): number =>
      Number(
        [...Buffer.from(text)].reduce(
          (hash, byte) => ((hash ^ BigInt(byte)) * 16777619n) % 2n ** 32n,
          2166136261n,
        ),
      );
    expect(fnv('foobar')).toBe(0xbf9cf968);
    const wanted = [' a', ' a ', 'a '].map((ngram) => 1 + (fnv(ngram) % 1000));
    expect(ngramsOf('a').slice(0, 4)).toEqual([...wanted, 0]);
  });

  it('are the same for texts that differ in case, width, composition and white space', () => {
    expect(ngramsOf('  CAFÉ\t\n')).toEqual(ngramsOf('cafe\u0301'));
    expect(ngramsOf('ＡＢ\u00a0c')).toEqual(ngramsOf('ab c'));
  });

  it('of nothing are the spaces around it', () => {
    expect(ngramsOf('').filter((id) => id !== 0)).toHaveLength(1);
    expect(ngramsOf(' \u3000 ')).toEqual(ngramsOf(''));
  });

  it('end at the longest text, between code points', () => {
    expect(ngramsOf('😀'.repeat(100_000))).toEqual(ngramsOf('😀'.repeat(8)));
    expect(ngramsOf('abcdefgh-and-more')).toEqual(ngramsOf('abcdefgh'));
  });

  it('are refused for what is no Unicode text, by the name of the field', () => {
    for (const value of [5, null, ['a'], '\ud800', 'a\udc00b', '\udc00\ud800'])
      expect(() => ngramsOf(value)).toThrow(/^feature "q" must be/);
    expect(() => encode({})).toThrow('feature "q" is missing');
  });
});

test('property: any text fills its input exactly, with buckets and then zeros', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (q) => {
      const ids = ngramsOf(q) as readonly number[];
      const used = ids.findLastIndex((id) => id !== 0) + 1;
      expect(ids).toHaveLength(WIDTH);
      expect(ids.slice(0, used).every((id) => id >= 1 && id <= 1000)).toBe(true);
      expect(used).toBe(ngramCount([...(encode({ q }).texts?.[0] ?? '')].length, FEATURE.ngrams));
    }),
  );
});

test('property: the key of a text is the text as normalised, and gives its n-grams back', () => {
  const codec = createKeyCodec(cardOfText());
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (q) => {
      const encoded = encode({ q });
      const key = codec.keyOf(encoded) as Uint8Array;
      expect(Buffer.from(key.subarray(4)).toString()).toBe(encoded.texts?.[0]);
      expect(codec.encodedOf(key)).toEqual(encoded);
    }),
  );
});

test('phrases are no part of what makes a key; the hashing is', () => {
  const hash = (changes: Partial<TextFeature>): string => encoderSha256(cardOfText(changes), {});
  expect(hash({ phrases: { lists: {}, phrases: [{ phrase: 'a' }] } })).toBe(hash({}));
  expect(hash({ buckets: 999 })).not.toBe(hash({}));
});
