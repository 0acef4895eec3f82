import { expect, test } from 'vitest';

import type { Feature } from '../../../src/core/model-card.js';
import { createPhraseTexts } from '../../../src/traffic/phrase-texts.js';
import { createGeneratedTraffic } from '../../../src/traffic/generated-traffic.js';
import { cardOf, collect, words } from './cards.js';

const PHRASES = {
  lists: { thing: ['tent', 'sofa'], place: ['bonn', 'lyon', 'cork'] },
  phrases: [
    { phrase: '{thing} in {place}', label: 'local' },
    { phrase: 'buy {thing}', label: 'buy' },
    { phrase: 'hello' },
  ],
};
const QUERY: Feature = {
  name: 'query',
  type: 'text',
  input: 'x',
  normalise: 'nfkc-lowercase',
  ngrams: [3, 5],
  hash: 'fnv1a-32',
  buckets: 100,
  maxLength: 20,
  phrases: PHRASES,
};
const ZIPF = { kind: 'zipf', skew: 0.9, requests: 2000, history: 2000, unseen: 0 } as const;

test('phrases are composed to every text once, phrase by phrase', () => {
  const { count, textOf, labelOf } = createPhraseTexts(PHRASES);
  const texts = Array.from({ length: count }, (_, index) => [textOf(index), labelOf(index)]);
  expect(texts).toEqual([
    ['tent in bonn', 'local'],
    ['tent in lyon', 'local'],
    ['tent in cork', 'local'],
    ['sofa in bonn', 'local'],
    ['sofa in lyon', 'local'],
    ['sofa in cork', 'local'],
    ['buy tent', 'buy'],
    ['buy sofa', 'buy'],
    ['hello', undefined],
  ]);
});

test('traffic of texts is labelled by their phrases, and starts anywhere', async () => {
  const traffic = createGeneratedTraffic(ZIPF, cardOf([QUERY]), 1);
  const items = await collect(traffic.replay());
  expect(traffic.labelled).toBe(true);
  for (const { request, label } of items) {
    const text = String(request['query']);
    expect(label).toBe(text.startsWith('buy') ? 'buy' : text === 'hello' ? undefined : 'local');
  }
  expect(await collect(traffic.replay(1500))).toEqual(items.slice(1500));
});

test('most texts of a long tail are new, and some come again and again', async () => {
  const lists = { a: words(1000, 'a'), b: words(1000, 'b'), c: words(100, 'c') };
  const card = cardOf([{ ...QUERY, phrases: { lists, phrases: [{ phrase: '{a} {b} {c}' }] } }]);
  const traffic = createGeneratedTraffic(ZIPF, card, 1);
  const textsOf = async (part: Parameters<typeof collect>[0]): Promise<string[]> =>
    (await collect(part)).map((item) => JSON.stringify(item));
  const seen = new Set(await textsOf(traffic.history()));
  const replayed = await textsOf(traffic.replay());
  const distinct = [...new Set(replayed)];
  const fresh = distinct.filter((text) => !seen.has(text)).length / distinct.length;
  expect(fresh).toBeGreaterThan(0.8);
  expect(replayed.filter((text) => seen.has(text)).length / replayed.length).toBeGreaterThan(0.05);
});

test('an unseen text is a known one with a word that hardly ever repeats', async () => {
  const known = await collect(createGeneratedTraffic(ZIPF, cardOf([QUERY]), 1).replay());
  const items = await collect(createGeneratedTraffic({ ...ZIPF, unseen: 0.5 }, cardOf([QUERY]), 1).replay());
  const added = items.flatMap(({ request, label }, index) => {
    const before = known[index];
    expect(label).toBe(before?.label);
    const [text, base] = [String(request['query']), String(before?.request['query'])];
    expect(text.startsWith(base)).toBe(true);
    return text === base ? [] : [text.slice(base.length)];
  });
  expect(added.length / items.length).toBeCloseTo(0.5, 1);
  expect(new Set(added).size).toBe(added.length);
});

test('a text without phrases cannot be drawn', () => {
  const { phrases: _, ...plain } = QUERY;
  expect(() => createGeneratedTraffic(ZIPF, cardOf([plain]), 1)).toThrow(/has no phrases to draw it from/);
});
