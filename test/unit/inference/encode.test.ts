import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import type { Encoded } from '../../../src/core/answer.js';
import { isScalar, type ModelCard } from '../../../src/core/model-card.js';
import { EncodeError } from '../../../src/inference/encode-error.js';
import { createEncoder } from '../../../src/inference/encode.js';
import { boundedRequests, cardOf, cardOfOne, cardOfTensor } from './cards.js';

const DEVICES = cardOfOne({ type: 'categorical', vocabulary: ['phone', '5', 'true'], oov: 3 });

function encode(card: ModelCard, request: unknown): Encoded {
  return createEncoder(card)(request);
}

/** What the encoder says of a request that it rejects. */
function refusal(card: ModelCard, request: unknown): { field: string; message: string } {
  try {
    encode(card, request);
  } catch (error) {
    if (error instanceof EncodeError) return { field: error.field, message: error.message };
    throw error;
  }
  throw new Error('the request was accepted');
}

describe('a category', () => {
  it('is the position of its value, by its text', () => {
    for (const [value, code] of [
      ['phone', 0],
      ['5', 1],
      [5, 1],
      [true, 2],
      ['true', 2],
    ] as const) {
      expect(encode(DEVICES, { f: value })).toEqual({ inputs: [[code]], shapes: undefined, unseen: false });
    }
  });

  it('is the OOV index where the value is not in the vocabulary, and the request is unseen', () => {
    for (const value of ['tablet', '', '5.0', 'constructor', '__proto__', false]) {
      expect(encode(DEVICES, { f: value })).toMatchObject({ inputs: [[3]], unseen: true });
    }
  });

  it('is rejected without an OOV index', () => {
    const strict = cardOfOne({ type: 'categorical', vocabulary: ['a'] });
    expect(refusal(strict, { f: 'b' })).toEqual({
      field: 'f',
      message: 'feature "f" has no value "b" and the model has no OOV row for it',
    });
  });

  it.each([[null], [[]], [{}], [['phone']]])('is never %j', (value) => {
    expect(refusal(DEVICES, { f: value }).field).toBe('f');
  });
});

describe('an integer', () => {
  const hour = cardOfOne({ type: 'integer', min: -3, max: 23 });

  it.each([-3, -1, 0, 23])('takes %i', (value) => {
    expect(encode(hour, { f: value })).toMatchObject({ inputs: [[value]], unseen: false });
  });

  it.each([
    [24, 'between -3 and 23'],
    [-4, 'between -3 and 23'],
    [1.5, 'an integer, got 1.5'],
    ['1', 'an integer, got "1"'],
    [true, 'an integer, got true'],
    [null, 'an integer, got null'],
    [Infinity, 'an integer, got Infinity'],
    [2 ** 60, 'an integer'],
  ])('refuses %j', (value, words) => {
    const { field, message } = refusal(hour, { f: value });
    expect(field).toBe('f');
    expect(message).toContain(words);
  });

  it('is bounded by the type that the graph holds, which would wrap it silently', () => {
    const byte = cardOfOne({ type: 'integer' }, 'int8');
    expect(encode(byte, { f: -128 }).inputs).toEqual([[-128]]);
    expect(refusal(byte, { f: 128 }).message).toContain('an integer from -128 to 127');
    const low = cardOfOne({ type: 'integer', min: 0 }, 'int32');
    expect(refusal(low, { f: -1 }).message).toContain('at least 0');
    expect(refusal(low, { f: 2 ** 31 }).message).toContain('2147483647');
  });
});

describe('a number', () => {
  const price = cardOfOne({ type: 'number', min: 0 }, 'float32');

  it('takes what is in its range', () => {
    expect(encode(price, { f: 1e-300 }).inputs).toEqual([[1e-300]]);
    expect(encode(price, { f: 12.5 }).inputs).toEqual([[12.5]]);
  });

  it.each([
    ['1.5', 'a number, got "1.5"'],
    [NaN, 'a number'],
    [JSON.parse('1e999'), 'a number, got Infinity'],
    [-0.1, 'at least 0'],
    [3.5e38, 'a finite number (float32)'],
  ])('refuses %j', (value, words) => {
    expect(refusal(price, { f: value }).message).toContain(words);
  });

  it('has one zero', () => {
    expect(Object.is(encode(price, { f: -0 }).inputs[0]?.[0], 0)).toBe(true);
    expect(Object.is(encode(cardOfTensor('float32', [1]), { f: [-0] }).inputs[0]?.[0], 0)).toBe(true);
  });
});

describe('a request', () => {
  const card = cardOf(
    [
      { name: 'codes', type: 'int64', shape: ['batch', 2] },
      { name: 'image', type: 'float32', shape: ['batch', 'n'] },
    ],
    [
      { name: 'second', type: 'integer', input: 'codes', column: 1 },
      { name: 'pixels', type: 'tensor', input: 'image', shape: ['n'] },
      { name: 'first', type: 'categorical', input: 'codes', column: 0, vocabulary: ['a'], oov: 1 },
    ],
  );

  it('fills every input in the order of columns, with the shape of what the graph leaves open', () => {
    expect(encode(card, { pixels: [1, 2, 3], second: 7, first: 'a', more: 'ignored' })).toEqual({
      inputs: [
        [0, 7],
        [1, 2, 3],
      ],
      shapes: [[2], [3]],
      unseen: false,
    });
  });

  it.each(['first', 'second', 'pixels'])('without %s is rejected by that name', (name) => {
    const whole: Record<string, unknown> = { pixels: [1], second: 7, first: 'a' };
    delete whole[name];
    expect(refusal(card, whole)).toEqual({ field: name, message: `feature "${name}" is missing` });
  });

  it.each([[null], [[]], ['text'], [1], [undefined]])('is never %j', (request) => {
    expect(refusal(card, request).message).toContain('one JSON object');
  });

  it('does not mistake what every object has for a feature', () => {
    const odd = cardOfOne({ type: 'categorical', name: 'constructor', vocabulary: ['a'], oov: 1 });
    expect(refusal(odd, {}).field).toBe('constructor');
  });
});

test('property: a request of known values encodes to its codes and is not unseen', () => {
  fc.assert(
    fc.property(boundedRequests, ({ card, request }) => {
      const { inputs, unseen } = encode(card, request);
      expect(unseen).toBe(false);
      for (const feature of card.features) {
        if (!isScalar(feature)) continue;
        const input = card.inputs.findIndex(({ name }) => name === feature.input);
        const code = inputs[input]?.[feature.column];
        const value = request[feature.name];
        expect(code).toBe(feature.type === 'categorical' ? feature.vocabulary.indexOf(String(value)) : value);
      }
    }),
  );
});

test('property: one unknown value makes the request unseen, or is rejected by its name', () => {
  fc.assert(
    fc.property(boundedRequests, fc.nat(), ({ card, request }, pick) => {
      const feature = card.features[pick % card.features.length];
      if (feature?.type !== 'categorical') return;
      const changed = { ...request, [feature.name]: 'never seen' };
      if (feature.oov === undefined) expect(refusal(card, changed).field).toBe(feature.name);
      else expect(encode(card, changed).unseen).toBe(true);
    }),
  );
});

test('property: any JSON is encoded or rejected, never anything else', () => {
  const cards = [
    DEVICES,
    cardOfOne({ type: 'integer' }),
    cardOfOne({ type: 'number' }, 'float16'),
    cardOfTensor('float32', [2, 2]),
    cardOfTensor('string', ['n']),
    cardOfTensor('bool', []),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...cards), fc.jsonValue(), (card, value) => {
      try {
        const { inputs } = encode(card, { f: value });
        for (const element of inputs.flat()) expect(['number', 'string']).toContain(typeof element);
      } catch (error) {
        expect(error).toBeInstanceOf(EncodeError);
        expect((error as EncodeError).field).toBe('f');
      }
    }),
    { numRuns: 500 },
  );
});
