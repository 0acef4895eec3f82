import { describe, expect, test } from 'vitest';

import { findPrediction, isLike } from '../../../src/checks/find-prediction.js';

describe('the form of a prediction', () => {
  test.each<[unknown, unknown, boolean]>([
    [0.5, 7, true],
    [0.5, '7', false],
    [0.5, [0.5], false],
    [0.5, null, true],
    [null, 'anything', true],
    ['cat', 'dog', true],
    [[0.1, 0.9], [1], true],
    [[0.1, 0.9], [], true],
    [[0.1, 0.9], ['a'], false],
    [[0.1, 0.9], { 0: 0.1 }, false],
    [{ label: 'a', score: 1 }, { label: 'b', score: 2, more: true }, true],
    [{ label: 'a', score: 1 }, { label: 'b' }, false],
    [{ label: 'a' }, ['a'], false],
  ])('%j and %j: %s', (example, value, alike) => {
    expect(isLike(example, value)).toBe(alike);
  });

  test.each<[unknown, unknown, string | undefined]>([
    [{ scores: [0.5] }, 0.5, 'scores.0'],
    // Nearer than the first number that is met.
    [{ latencyMs: 3, result: { score: 0.49 } }, 0.5, 'result.score'],
    [{ 'a.b': [{ p: [0.1, 0.9] }] }, [0.2, 0.8], '/a.b/0/p'],
    [{ label: 'cat' }, 0.5, undefined],
    ['text', 0.5, undefined],
  ])('is found in %j', (whole, expected, path) => {
    expect(findPrediction(whole, expected)).toBe(path);
  });
});
