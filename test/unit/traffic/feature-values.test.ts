import { describe, expect, test } from 'vitest';

import type { Feature, IntegerFeature, NumberFeature } from '../../../src/core/model-card.js';
import { counterRandom } from '../../../src/traffic/counter-random.js';
import { categoryValues, featureValues } from '../../../src/traffic/feature-values.js';
import { cardOf, category } from './cards.js';

const values = (feature: Feature) => featureValues(feature, cardOf([feature]));
const drawMany = (feature: Feature, count = 2000): number[] => {
  const random = counterRandom(1, 'draws');
  const { draw } = values(feature);
  return Array.from({ length: count }, () => draw(random) as number);
};
const integer = (bounds: Partial<IntegerFeature>): IntegerFeature => ({
  name: 'n',
  type: 'integer',
  input: 'x',
  column: 0,
  ...bounds,
});
const real = (bounds: Partial<NumberFeature>): NumberFeature => ({
  name: 'n',
  type: 'number',
  input: 'x',
  column: 0,
  ...bounds,
});
const range = (drawn: readonly number[]): [number, number] => [Math.min(...drawn), Math.max(...drawn)];

describe('categories', () => {
  test.each([
    [
      ['1', '20', '-3'],
      [1, 20, -3],
    ],
    [
      ['1', '02'],
      ['1', '02'],
    ],
    [
      ['1', 'two'],
      ['1', 'two'],
    ],
    [
      ['1.5', '2'],
      ['1.5', '2'],
    ],
    [
      ['-0', '1'],
      ['-0', '1'],
    ],
    [
      ['9007199254740993', '1'],
      ['9007199254740993', '1'],
    ],
    [
      ['1e3', '1'],
      ['1e3', '1'],
    ],
    [
      ['', '1'],
      ['', '1'],
    ],
  ])('%j is sent as %j', (vocabulary, sent) => {
    expect(categoryValues(category('c', vocabulary))).toEqual(sent);
  });

  test('the placeholder of OOV within the vocabulary is never drawn and does not make the others text', () => {
    const feature = category('c', ['[UNK]', '7', '8'], 0);
    expect(values(feature).radix).toBe(2);
    expect(new Set(drawMany(feature))).toEqual(new Set([7, 8]));
  });

  test('an OOV index beyond the vocabulary takes nothing from it', () => {
    expect(new Set(drawMany(category('c', ['a', 'b'], 2)))).toEqual(new Set(['a', 'b']));
  });

  test('nothing to draw is an error that names the feature', () => {
    expect(() => categoryValues(category('empty', ['[UNK]'], 0))).toThrow(/"empty" has no known value/);
  });
});

describe('whole numbers', () => {
  test('bounded ones are enumerated', () => {
    const { radix, valueOf } = values(integer({ min: -2, max: 3 }));
    expect(radix).toBe(6);
    expect([valueOf(0), valueOf(5)]).toEqual([-2, 3]);
    expect(range(drawMany(integer({ min: -2, max: 3 })))).toEqual([-2, 3]);
  });

  test.each([
    [{}, [0, 99]],
    [{ min: 50 }, [50, 149]],
    [{ max: 50 }, [-49, 50]],
  ])('%j is drawn from %j', (bounds, expected) => {
    expect(values(integer(bounds)).radix).toBeUndefined();
    expect(range(drawMany(integer(bounds)))).toEqual(expected);
  });

  test('a range wider than 2^53 is drawn from, not enumerated', () => {
    const feature = integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
    expect(values(feature).radix).toBeUndefined();
    expect(drawMany(feature).every(Number.isSafeInteger)).toBe(true);
  });
});

describe('numbers', () => {
  test('uniform between two bounds', () => {
    const drawn = drawMany(real({ min: 0.5, max: 2.5 }));
    const [least, greatest] = range(drawn);
    expect(least).toBeGreaterThanOrEqual(0.5);
    expect(greatest).toBeLessThanOrEqual(2.5);
    expect(drawn.filter((value) => value < 1.5).length / drawn.length).toBeCloseTo(0.5, 1);
    expect(drawn.filter((value) => Number(value.toFixed(6)) !== value)).toEqual([]);
  });

  test('rounding leaves neither the range nor its resolution', () => {
    const narrow = drawMany(real({ min: 1e9 + 1 / 3, max: 1e9 + 2 / 3 }));
    expect(range(narrow)[0]).toBeGreaterThanOrEqual(1e9 + 1 / 3);
    expect(range(narrow)[1]).toBeLessThanOrEqual(1e9 + 2 / 3);
    expect(new Set(narrow).size).toBeGreaterThan(1000);
    expect(new Set(drawMany(real({ min: 2.5, max: 2.5 })))).toEqual(new Set([2.5]));
  });

  test('standard normal without bounds, folded at one', () => {
    const free = drawMany(real({}));
    expect(free.filter((value) => value < 0).length / free.length).toBeCloseTo(0.5, 1);
    expect(range(drawMany(real({ min: 3 })))[0]).toBeGreaterThanOrEqual(3);
    expect(range(drawMany(real({ max: 3 })))[1]).toBeLessThanOrEqual(3);
  });
});
