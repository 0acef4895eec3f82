import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import type { Encoded } from '../../../src/core/answer.js';
import type { ModelCard } from '../../../src/core/model-card.js';
import { createEncoder } from '../../../src/inference/encode.js';
import { createKeyCodec, type RowKey } from '../../../src/inference/row-key.js';
import { boundedCards, boundedRequests, cardOf, cardOfOne, cardOfTensor } from './cards.js';
import { valuesOf } from './element-values.js';

/** A card of whole numbers from 0, with as many values as given. */
function cardOfSizes(...sizes: readonly number[]): ModelCard {
  return cardOf(
    [{ name: 'x', type: 'int64', shape: ['batch', sizes.length] }],
    sizes.map((size, column) => ({
      name: `f${column}`,
      type: 'integer',
      input: 'x',
      column,
      min: 0,
      max: size - 1,
    })),
  );
}

function encoded(...inputs: readonly (number[] | string[])[]): Encoded {
  return { inputs, shapes: undefined, unseen: false };
}

function compare(a: RowKey, b: RowKey): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

describe('a bounded domain', () => {
  it('has the mixed-radix number of its codes as key, the first feature counting most', () => {
    const { kind, domainSize, keyOf } = createKeyCodec(cardOfSizes(2, 3, 5));
    expect([kind, domainSize]).toEqual(['integer', 30]);
    expect(keyOf(encoded([0, 0, 0]))).toBe(0);
    expect(keyOf(encoded([0, 0, 4]))).toBe(4);
    expect(keyOf(encoded([0, 1, 0]))).toBe(5);
    expect(keyOf(encoded([1, 2, 4]))).toBe(29);
  });

  test('property: keys and encoded requests are one to one', () => {
    fc.assert(
      fc.property(boundedRequests, ({ card, request }) => {
        const { keyOf, encodedOf, domainSize = 0 } = createKeyCodec(card);
        const codes = createEncoder(card)(request);
        const key = keyOf(codes) as number;
        expect(key).toBeGreaterThanOrEqual(0);
        expect(key).toBeLessThan(domainSize);
        expect(encodedOf(key)).toEqual(codes);
      }),
    );
  });

  test('property: enumerates every key once, ascending, and each is the key of its request', () => {
    fc.assert(
      fc.property(boundedCards, ({ card }) => {
        const { domainSize = 0, enumerate, keyOf, encodedOf } = createKeyCodec(card);
        fc.pre(domainSize <= 5000);
        const keys = [...enumerate()];
        expect(keys).toEqual(Array.from({ length: domainSize }, (_, key) => key));
        for (const key of keys) expect(keyOf(encodedOf(key))).toBe(key);
      }),
    );
  });
});

describe('a value outside the vocabulary', () => {
  it.each([
    ['a number', cardOfOne({ type: 'categorical', vocabulary: ['a', 'b'], oov: 2 })],
    [
      'a bigint',
      cardOf(
        [
          { name: 'x', type: 'int64', shape: ['batch', 1] },
          { name: 'z', type: 'int64', shape: ['batch', 1] },
        ],
        [
          { name: 'f', type: 'categorical', input: 'x', column: 0, vocabulary: ['a', 'b'], oov: 2 },
          { name: 'g', type: 'integer', input: 'z', column: 0, min: 0, max: 2 ** 53 - 2 },
        ],
      ),
    ],
    [
      'bytes',
      cardOf(
        [
          { name: 'x', type: 'int64', shape: ['batch', 1] },
          { name: 'z', type: 'float32', shape: ['batch', 1] },
        ],
        [
          { name: 'f', type: 'categorical', input: 'x', column: 0, vocabulary: ['a', 'b'], oov: 2 },
          { name: 'g', type: 'number', input: 'z', column: 0 },
        ],
      ),
    ],
  ])('is no key, where keys are %s', (_, card) => {
    const encode = createEncoder(card);
    const { keyOf } = createKeyCodec(card);
    expect(keyOf(encode({ f: 'b', g: 1 }))).toBeDefined();
    expect(keyOf(encode({ f: 'c', g: 1 }))).toBeUndefined();
  });
});

describe('a domain', () => {
  it.each([
    ['2^53 - 1', [2 ** 53 - 1], 'integer', 'number'],
    ['2^53', [2 ** 26, 2 ** 27], 'integer', 'bigint'],
    ['2^63 - 2^42', [2 ** 21 - 1, 2 ** 21, 2 ** 21], 'integer', 'bigint'],
    ['2^63', [2 ** 21, 2 ** 21, 2 ** 21], 'bytes', 'object'],
  ])('of %s keys takes the narrowest form that holds them', (_, sizes, kind, type) => {
    const codec = createKeyCodec(cardOfSizes(...sizes));
    expect(codec.kind).toBe(kind);
    const request = encoded(sizes.map(() => 1));
    const key = codec.keyOf(request) as RowKey;
    expect(typeof key).toBe(type);
    expect(codec.encodedOf(key)).toEqual(request);
    expect(codec.domainSize === undefined).toBe(kind === 'bytes');
  });

  it('of 63 bits keeps keys and requests one to one up to its last key', () => {
    const sizes = [2 ** 21 - 1, 2 ** 21, 2 ** 21];
    const { keyOf, encodedOf } = createKeyCodec(cardOfSizes(...sizes));
    const last = encoded(sizes.map((size) => size - 1));
    expect(keyOf(last)).toBe(2n ** 63n - 2n ** 42n - 1n);
    fc.assert(
      fc.property(fc.tuple(...sizes.map((size) => fc.nat(size - 1))), (codes) => {
        expect(encodedOf(keyOf(encoded(codes)) as bigint)).toEqual(encoded(codes));
      }),
    );
  });

  it('enumerates bigints, too', () => {
    const [first, second] = firstOf(createKeyCodec(cardOfSizes(2 ** 26, 2 ** 27)).enumerate(), 2);
    expect([first, second]).toEqual([0n, 1n]);
  });

  it('without bounds cannot be enumerated', () => {
    for (const card of [cardOfOne({ type: 'integer', min: 0 }), cardOfOne({ type: 'number' }, 'float64')]) {
      const codec = createKeyCodec(card);
      expect([codec.kind, codec.domainSize]).toEqual(['bytes', undefined]);
      expect(() => codec.enumerate()).toThrow(RangeError);
    }
  });
});

describe('keys of bytes', () => {
  it('are the elements as the graph sees them, little-endian', () => {
    const { keyOf } = createKeyCodec(cardOfTensor('float32', [2]));
    expect(Buffer.from(keyOf(encoded([1, -2])) as Uint8Array).toString('hex')).toBe('0000803f000000c0');
  });

  it.each(['float32', 'float16', 'int8', 'uint64', 'bool', 'string'] as const)(
    'property: of %s are one to one with what the graph sees',
    (type) => {
      const { keyOf, encodedOf } = createKeyCodec(cardOfTensor(type, [3]));
      const row = fc.array(valuesOf(type), { minLength: 3, maxLength: 3 });
      fc.assert(
        fc.property(row, row, (left, right) => {
          const [a, b] = [encoded(left as number[]), encoded(right as number[])];
          const [keyA, keyB] = [keyOf(a) as Uint8Array, keyOf(b) as Uint8Array];
          expect(encodedOf(keyA)).toEqual(a);
          const isSame = left.every((value, index) => Object.is(value, right[index]));
          expect(compare(keyA, keyB) === 0).toBe(isSame);
        }),
      );
    },
  );

  it('tell shapes apart where the graph leaves a size open', () => {
    const { keyOf, encodedOf } = createKeyCodec(cardOfTensor('int8', ['n', 'm']));
    const flat = { inputs: [[1, 2, 3, 4, 5, 6]], unseen: false };
    const wide: Encoded = { ...flat, shapes: [[2, 3]] };
    const tall: Encoded = { ...flat, shapes: [[3, 2]] };
    expect(compare(keyOf(wide) as Uint8Array, keyOf(tall) as Uint8Array)).not.toBe(0);
    for (const row of [wide, tall]) expect(encodedOf(keyOf(row) as Uint8Array)).toEqual(row);
  });

  it('tell texts apart wherever they are cut', () => {
    const { keyOf } = createKeyCodec(cardOfTensor('string', [2]));
    const keys = [
      ['ab', 'c'],
      ['a', 'bc'],
      ['abc', ''],
      ['', 'abc'],
    ].map((texts) => keyOf(encoded(texts)));
    expect(new Set(keys.map((key) => Buffer.from(key as Uint8Array).toString('hex'))).size).toBe(4);
  });
});

function firstOf<T>(items: Iterable<T>, count: number): T[] {
  const first: T[] = [];
  for (const item of items) {
    first.push(item);
    if (first.length === count) break;
  }
  return first;
}
