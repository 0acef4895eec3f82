import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import type { Prediction } from '../../../src/core/answer.js';
import type { ModelCard, OutputSpec } from '../../../src/core/model-card.js';
import { createPredictionFormat, createValueCodec } from '../../../src/inference/prediction-format.js';
import { cardOf } from './cards.js';

function cardWith(...outputs: readonly (Omit<OutputSpec, 'name'> & { readonly name?: string })[]): ModelCard {
  return cardOf(
    [],
    [],
    outputs.map((output, index) => ({ name: `y${index}`, ...output })),
  );
}

const SCALAR = cardWith({ type: 'float32', shape: ['batch', 1] });
const VECTOR = cardWith({ type: 'float32', shape: ['batch', 3] });
const TWO = cardWith(
  { name: 'label', type: 'int64', shape: ['batch'] },
  { name: 'a "b"', type: 'float64', shape: ['batch', 2] },
);
const OPEN = cardWith({ type: 'float32', shape: ['batch', 'n'] });

describe('the JSON of a prediction', () => {
  it.each<[string, ModelCard, Prediction, unknown]>([
    ['one output of one element is the value', SCALAR, [[0.25]], 0.25],
    ['one output of several is an array', VECTOR, [[1, 2, 3]], [1, 2, 3]],
    ['one output of open size is an array', OPEN, [[1]], [1]],
    ['several outputs are an object by name', TWO, [[7], [1, 2]], { label: 7, 'a "b"': [1, 2] }],
    ['text is text', cardWith({ type: 'string', shape: ['batch'] }), [['a"\n']], 'a"\n'],
    ['truth is truth', cardWith({ type: 'bool', shape: ['batch', 1] }), [[true]], true],
    [
      'a large integer is text',
      cardWith({ type: 'int64', shape: [1] }),
      [['9007199254740993']],
      '9007199254740993',
    ],
    ['what is no number is null', VECTOR, [[NaN, Infinity, -Infinity]], [null, null, null]],
  ])('%s', (_, card, prediction, expected) => {
    expect(JSON.parse(createPredictionFormat(card)(prediction))).toEqual(expected);
  });

  test('property: a float reads back to the same bits', () => {
    const format = createPredictionFormat(SCALAR);
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const read = JSON.parse(format([[value]])) as number;
        expect(new Float32Array([read])[0]).toBe(value + 0);
      }),
    );
  });
});

describe('what a table stores', () => {
  it('is a number for one float', () => {
    const { kind, encode, decode } = createValueCodec(SCALAR);
    expect(kind).toBe('real');
    expect(encode([[0.5]])).toBe(0.5);
    expect(decode(0.5)).toEqual([[0.5]]);
  });

  it('are packed floats for several: 4 bytes each', () => {
    const { kind, encode } = createValueCodec(VECTOR);
    expect(kind).toBe('bytes');
    expect((encode([[1, 2, 3]]) as Uint8Array).length).toBe(12);
  });

  const element = {
    float32: fc.float(),
    float64: fc.double(),
    int64: fc.oneof(fc.integer(), fc.constant('9007199254740993')),
    bool: fc.boolean(),
    string: fc.string({ unit: 'binary' }),
  };
  const cases: readonly [string, ModelCard, fc.Arbitrary<Prediction>][] = [
    ['one float32', SCALAR, fc.tuple(fc.tuple(element.float32))],
    ['three float32', VECTOR, fc.tuple(fc.array(element.float32, { minLength: 3, maxLength: 3 }))],
    [
      'float64 and float32',
      cardWith({ type: 'float64', shape: ['batch', 2] }, { type: 'float32', shape: ['batch'] }),
      fc.tuple(fc.tuple(element.float64, element.float64), fc.tuple(element.float32)),
    ],
    [
      'an integer and two floats',
      TWO,
      fc.tuple(fc.tuple(element.int64), fc.tuple(element.float64, element.float64)),
    ],
    ['floats of open size', OPEN, fc.tuple(fc.array(element.float32))],
    ['a text', cardWith({ type: 'string', shape: ['batch'] }), fc.tuple(fc.tuple(element.string))],
    ['a truth', cardWith({ type: 'bool', shape: ['batch'] }), fc.tuple(fc.tuple(element.bool))],
  ];

  it.each(cases)('property: %s is answered from the table as from the model', (_, card, predictions) => {
    const { encode, decode } = createValueCodec(card);
    const format = createPredictionFormat(card);
    fc.assert(
      fc.property(predictions, (prediction) => {
        expect(format(decode(encode(prediction)))).toBe(format(prediction));
      }),
    );
  });
});
