import { describe, expect, it } from 'vitest';

import type { ModelCard } from '../../../src/core/model-card.js';
import { openBatchScorer } from '../../../src/inference/batch-scorer.js';
import { countKeys, keyAt, packKeys, type PackedKeys } from '../../../src/inference/packed-keys.js';
import { createValueCollector, valueAt } from '../../../src/inference/packed-values.js';
import { createValueCodec } from '../../../src/inference/prediction-format.js';
import { createKeyCodec, type KeyOptions } from '../../../src/inference/row-key.js';
import { openSession } from '../../../src/inference/session.js';
import { loadModelCard } from '../../../src/scenario/load-model-card.js';

const clicks = await loadModelCard('models/clicks');
const digits = await loadModelCard('models/digits');

/** What an application's session answers for the same keys, one row at a time. */
async function expected(card: ModelCard, keys: PackedKeys, options: KeyOptions = {}): Promise<unknown[]> {
  const codec = createKeyCodec(card, options);
  const values = createValueCodec(card);
  const session = await openSession(card, card.file);
  const found: unknown[] = [];
  for (let index = 0; index < countKeys(keys); index++) {
    const [prediction] = await session.run([codec.encodedOf(keyAt(keys, index))]);
    found.push(plain(values.encode(prediction ?? [])));
  }
  await session.close();
  return found;
}

async function scored(card: ModelCard, keys: PackedKeys, options: KeyOptions = {}): Promise<unknown[]> {
  const scorer = await openBatchScorer(card, card.file, options);
  const values = await scorer.score(keys);
  await scorer.close();
  return Array.from({ length: countKeys(keys) }, (_, index) => plain(valueAt(values, index)));
}

function plain(value: number | Uint8Array): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}

describe('scoring packed keys', () => {
  it('gives bit for bit what a session answers, across batches, for a range and for a list', async () => {
    const range: PackedKeys = { kind: 'range', start: 5_000_000, step: 1, count: 2500 };
    expect(await scored(clicks, range)).toEqual(await expected(clicks, range));
    const strides: PackedKeys = { kind: 'range', start: 3, step: 86_400, count: 299 };
    expect(await scored(clicks, strides)).toEqual(await expected(clicks, strides));
    const listed = packKeys([0, 7, 25_919_999, 12]);
    expect(await scored(clicks, listed)).toEqual(await expected(clicks, listed));
  });

  it('knows the rows of unseen values where they are keys', async () => {
    const { domainSize = 0 } = createKeyCodec(clicks, { oov: true });
    expect(domainSize).toBe(61 * 6 * 25 * 301 * 13);
    const last: PackedKeys = { kind: 'range', start: domainSize - 40, step: 1, count: 40 };
    expect(await scored(clicks, last, { oov: true })).toEqual(await expected(clicks, last, { oov: true }));
  });

  it('copies keys of bytes into the tensor, and packs several floats', async () => {
    const { keyOf } = createKeyCodec(digits);
    const images = Array.from({ length: 5 }, (_, image) =>
      Array.from({ length: 64 }, (__, pixel) => (image * 7 + pixel) % 17),
    );
    const keys = packKeys(
      images.map((image) => keyOf({ inputs: [image], shapes: undefined, unseen: false }) as Uint8Array),
    );
    expect(await scored(digits, keys)).toEqual(await expected(digits, keys));
  });

  it('notices a single NaN, which no store can tell from no answer; several floats are packed as they are', () => {
    const one = createValueCollector(clicks, 3);
    expect(one.addPredictions([[[0.5]], [[0.25]]])).toBeUndefined();
    expect(one.addPredictions([[[Number.NaN]]])).toBe(0);
    const many = createValueCollector(digits, 1);
    expect(many.addPredictions([[Array(10).fill(Number.NaN)]])).toBeUndefined();
    expect(valueAt(many.packed(), 0)).toHaveLength(40);
  });
});
