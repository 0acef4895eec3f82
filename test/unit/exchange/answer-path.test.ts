import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { checkedPath, parsePath, pathText, valueAt } from '../../../src/exchange/answer-path.js';

const ANSWER = { predictions: [{ score: 0.25, 'a.b': { 'c/d~': 'deep' } }], none: null };

describe('a path into an answer', () => {
  test.each([
    ['predictions.0.score', 0.25],
    ['/predictions/0/score', 0.25],
    ['/predictions/0/a.b/c~1d~0', 'deep'],
    ['none', null],
    ['predictions', ANSWER.predictions],
    ['predictions.1.score', undefined],
    ['predictions.length', undefined],
    ['predictions.-1', undefined],
    ['none.x', undefined],
    ['toString', undefined],
    ['predictions.0.score.x', undefined],
  ])('%s', (text, value) => {
    expect(valueAt(ANSWER, checkedPath(text))).toEqual(value);
  });

  test.each(['', 'a..b', '.a', 'a.', '$.a', 'a[0]'])('refuses "%s"', (text) => {
    expect(parsePath(text)).toBeUndefined();
    expect(() => checkedPath(text)).toThrow(TypeError);
  });

  test('is written so that it reads back', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (steps) => {
        expect(parsePath(pathText(steps))).toEqual(steps);
      }),
    );
  });
});
