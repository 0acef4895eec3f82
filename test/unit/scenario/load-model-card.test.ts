import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { loadModelCard } from '../../../src/scenario/load-model-card.js';
import { folderOf, userErrorOf } from './workspace.js';

const GRAPH = 'not looked into';
const SHA256 = createHash('sha256').update(GRAPH).digest('hex');

/** A card of one input of two columns, `type` each; tests give its features. */
function cardText(type: string, ...features: readonly string[]): string {
  return [
    'name: test',
    'file: model.onnx',
    `sha256: ${SHA256}`,
    `inputs: [{ name: x, type: ${type}, shape: [batch, 2] }]`,
    'outputs: [{ name: y, type: float32, shape: [batch, 1] }]',
    'features:',
    ...features.map((feature) => `  - ${feature}`),
    '',
  ].join('\n');
}

async function mistakesOf(text: string): Promise<string[]> {
  const folder = await folderOf({ 'model.yaml': text, 'model.onnx': GRAPH });
  const { code, lines } = await userErrorOf(loadModelCard(folder), folder);
  expect(code).toBe('MODEL_CARD_INVALID');
  return lines;
}

describe('a model card', () => {
  it('is loaded with its vocabularies, by its folder or its file', async () => {
    const card = await loadModelCard('models/clicks');
    expect(await loadModelCard(join('models', 'clicks', 'model.yaml'))).toEqual(card);
    const sizes = card.features.map((feature) =>
      feature.type === 'categorical' ? feature.vocabulary.length : 0,
    );
    expect(sizes).toEqual([60, 5, 24, 300, 12]);
  });

  it('with mistakes reports all of them, each with its line', async () => {
    const lines = await mistakesOf(
      cardText(
        'int64',
        '{ name: a, type: categorcal, column: 0 }',
        '{ name: b, type: integer, column: 5 }',
        '{ name: b, type: integer, column: 1, minimum: 3 }',
      ),
    );
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^model\.yaml:7:.*did you mean "categorical"/);
    expect(lines.join('\n')).toMatch(/model\.yaml:8:.*column from 0 to 1.*got 5/);
    expect(lines.join('\n')).toMatch(/model\.yaml:9:.*duplicate name "b"/);
    expect(lines.join('\n')).toMatch(/model\.yaml:9:.*minimum/);
  });

  it('with a text says what its input must hold, and which lists its phrases miss', async () => {
    const text = 'normalise: nfkc-lowercase, hash: fnv1a-32, buckets: 10, maxLength: 4';
    const width = await mistakesOf(cardText('int32', `{ name: a, type: text, ngrams: [3, 5], ${text} }`));
    expect(width).toEqual([expect.stringMatching(/model\.yaml:7:.*up to 9 n-grams.*expected fewer/)]);
    const type = await mistakesOf(cardText('float32', `{ name: a, type: text, ngrams: [3, 2], ${text} }`));
    expect(type.join('\n')).toMatch(/expected int32 or int64/);
    expect(type.join('\n')).toMatch(/expected at least the shortest \(3\), got 2/);

    const folder = await folderOf({
      'model.yaml': cardText(
        'int32',
        `{ name: a, type: text, ngrams: [5, 5], phrases: { file: p.json }, ${text} }`,
      ),
      'p.json': '{ "lists": { "thing": ["tent"] }, "phrases": [{ "phrase": "buy {thin}" }] }',
      'model.onnx': GRAPH,
    });
    const { lines } = await userErrorOf(loadModelCard(folder), folder);
    expect(lines).toEqual([expect.stringMatching(/p\.json:? .*thin.*did you mean "thing"/)]);
  });

  it('of a file that changed says so, and what its hash is now', async () => {
    const text = cardText(
      'int64',
      '{ name: a, type: integer, column: 0 }',
      '{ name: b, type: integer, column: 1 }',
    );
    const folder = await folderOf({ 'model.yaml': text, 'model.onnx': `${GRAPH}!` });
    const { code, lines, next } = await userErrorOf(loadModelCard(folder), folder);
    expect(code).toBe('MODEL_HASH_MISMATCH');
    expect(lines[0]).toContain('model.yaml:3');
    expect(next).toContain(createHash('sha256').update(`${GRAPH}!`).digest('hex'));
  });
});

describe('a feature whose values its input cannot carry', () => {
  const whole = '{ name: b, type: integer, column: 1 }';

  it.each([
    [
      'uint8',
      '{ name: a, type: categorical, column: 0, vocabulary: [u, v], oov: 256 }',
      'cannot carry the codes 0 to 256',
    ],
    ['uint8', '{ name: a, type: integer, column: 0, min: 0, max: 300 }', 'an integer from 0 to 255, got 300'],
    ['int64', '{ name: a, type: number, column: 0 }', 'expected a feature of type integer'],
  ])('is a mistake of the card: %s', async (type, feature, words) => {
    const lines = await mistakesOf(cardText(type, feature, whole));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('model.yaml:7');
    expect(lines[0]).toContain(words);
  });

  it('is a mistake of the card: numbers for text', async () => {
    const lines = await mistakesOf(cardText('string', whole.replace('b,', 'a,').replace('1', '0'), whole));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('expected a feature of type tensor');
  });
});
