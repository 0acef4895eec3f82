import { describe, expect, it } from 'vitest';
import { closest, quote, unknownKey, unknownWord } from '../../../src/scenario/suggest.js';

describe('closest', () => {
  it.each([
    ['microservise', ['embedded', 'microservice'], 'microservice'],
    ['Poisson', ['constant', 'poisson'], 'poisson'],
    ['micro', ['embedded', 'microservice'], 'microservice'],
    ['skw', ['requests', 'skew'], 'skew'],
    ['repeat', ['repeated', 'repeats'], 'repeats'],
  ])('%s', (word, candidates, expected) => {
    expect(closest(word, candidates)).toBe(expected);
  });

  it.each([
    ['colour', ['requests', 'skew']],
    ['c', ['a', 'b']],
    ['', ['seed']],
    ['se', ['seed-of-all']],
    ['x'.repeat(100_000), ['seed']],
  ])('finds nothing close', (word, candidates) => {
    expect(closest(word, candidates)).toBeUndefined();
  });
});

it('lists what is known where nothing is close', () => {
  expect(unknownKey('colour', ['skew', 'seed'])).toBe('unknown key "colour" (known: skew, seed)');
  expect(unknownKey('skw', ['skew', 'seed'])).toBe('unknown key "skw" (did you mean "skew"?)');
  expect(unknownKey('skw', [])).toBe('unknown key "skw"');
  expect(unknownWord('mode', 7, ['null'])).toBe('unknown mode 7 (known: null)');
});

it('quotes on one line of bounded length', () => {
  expect(quote('a\nb')).toBe(String.raw`"a\nb"`);
  expect(quote({ a: [1] })).toBe('{"a":[1]}');
  expect(quote(Number.POSITIVE_INFINITY)).toBe('Infinity');
  expect(quote(undefined)).toBe('nothing');
  expect(quote('x'.repeat(100))).toHaveLength(60);
});
