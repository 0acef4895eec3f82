import { describe, expect, it } from 'vitest';

import type { Encoded } from '../../../../src/core/answer.js';
import type { ModelCard } from '../../../../src/core/model-card.js';
import { createJsonTemplateCodec } from '../../../../src/serving/microservice/json-codec.js';
import { createTfServingCodec } from '../../../../src/serving/microservice/tfserving-codec.js';

const card: ModelCard = {
  name: 'mixed',
  file: '',
  sha256: '',
  bytes: 0,
  features: [],
  inputs: [
    { name: 'grid', type: 'float32', shape: ['batch', 2, 2] },
    { name: 'flag', type: 'bool', shape: ['batch'] },
    { name: 'word', type: 'string', shape: ['batch', 1] },
  ],
  outputs: [
    { name: 'score', type: 'float32', shape: ['batch', 1] },
    { name: 'classes', type: 'int64', shape: ['batch', 2] },
  ],
};
const single: ModelCard = { ...card, outputs: card.outputs.slice(0, 1) };
const rows: readonly Encoded[] = [
  { inputs: [[1, 2, 3, 4], [1], ['a']], shapes: undefined, unseen: false },
  { inputs: [[5, 6, 7, 8], [0], ['b']], shapes: undefined, unseen: false },
];
const answer = (body: unknown) => ({ body: Buffer.from(JSON.stringify(body)), headerLength: undefined });

describe('REST predict API of TensorFlow Serving', () => {
  const codec = createTfServingCodec(card);

  it('sends rows as instances, inputs by name in their shapes', () => {
    expect(JSON.parse(String(codec.request(rows).body))).toEqual({
      instances: [
        {
          grid: [
            [1, 2],
            [3, 4],
          ],
          flag: true,
          word: ['a'],
        },
        {
          grid: [
            [5, 6],
            [7, 8],
          ],
          flag: false,
          word: ['b'],
        },
      ],
    });
  });

  it('reads rows and columns alike, outputs by name in any order', () => {
    const expected = [
      [[0.5], [1, 2]],
      [[Math.fround(0.1)], [3, 4]],
    ];
    const predictions = [
      { classes: [1, 2], score: 0.5 },
      { classes: [3, 4], score: [0.1] },
    ];
    expect(codec.response(answer({ predictions }), 2)).toEqual(expected);
    const outputs = {
      classes: [
        [1, 2],
        [3, 4],
      ],
      score: [[0.5], [0.1]],
    };
    expect(codec.response(answer({ outputs }), 2)).toEqual(expected);
  });

  it('reads the values of a single output without their name', () => {
    const alone = createTfServingCodec(single);
    for (const body of [
      { predictions: [0.5, [0.25]] },
      { outputs: [[0.5], [0.25]] },
      { outputs: { score: [0.5, 0.25] } },
    ])
      expect(alone.response(answer(body), 2)).toEqual([[[0.5]], [[0.25]]]);
  });

  it.each([
    ['no output', { predictions: [{ score: 1 }, { score: 1 }] }, /no output "classes"/],
    ['no column', { outputs: { score: [1, 2] } }, /no output "classes"/],
    ['one row of two', { predictions: [{ score: 1, classes: [1, 2] }] }, /1 rows for 2/],
    [
      'another width',
      { outputs: { score: [1, 2], classes: [[1], [2]] } },
      /"classes" .* 1 elements a row, expected 2/,
    ],
    [
      'a text',
      {
        outputs: {
          score: ['a', 'b'],
          classes: [
            [1, 2],
            [3, 4],
          ],
        },
      },
      /"score" .* "a", expected a number/,
    ],
    ['an error', { error: 'no' }, /neither "predictions" nor "outputs"/],
  ])('says what is wrong with an answer: %s', (_what, body, message) => {
    expect(() => codec.response(answer(body), 2)).toThrow(message);
  });
});

describe('plain JSON by a template', () => {
  const protocol = { id: 'json', path: '/', response: { score: 'r.0', classes: '/r/1' } } as const;

  it('fills inputs into the request, and finds outputs by their paths', () => {
    const codec = createJsonTemplateCodec(card, {
      ...protocol,
      request: { g: '{{grid}}', all: ['{{request}}'] },
    });
    expect(JSON.parse(String(codec.request(rows.slice(0, 1)).body))).toEqual({
      g: [
        [1, 2],
        [3, 4],
      ],
      all: [
        {
          grid: [
            [1, 2],
            [3, 4],
          ],
          flag: true,
          word: ['a'],
        },
      ],
    });
    expect(codec.response(answer({ r: [0.5, [7, 8]] }), 1)).toEqual([[[0.5], [7, 8]]]);
    expect(() => codec.response(answer({ r: [0.5] }), 1)).toThrow('nothing at /r/1 (output "classes")');
  });

  it('sends all inputs by name without a template', () => {
    const codec = createJsonTemplateCodec(card, protocol);
    expect(JSON.parse(String(codec.request(rows).body))).toHaveProperty('flag', true);
  });
});
