import { describe, expect, it } from 'vitest';

import { createScorer, type Scorer } from '../../../src/checks/scorer.js';
import type { ModelCard, OutputSpec } from '../../../src/core/model-card.js';
import { areaUnderCurve } from '../../../src/statistics/area-under-curve.js';

function scorerOf(...outputs: readonly Partial<OutputSpec>[]): Scorer | undefined {
  return createScorer({
    outputs: outputs.map((output, index) => ({
      name: `y${index}`,
      type: 'float32',
      shape: ['batch'],
      ...output,
    })),
  } as unknown as ModelCard);
}

function scored(scorer: Scorer | undefined, predictions: readonly unknown[], labels: readonly unknown[]) {
  for (const [index, prediction] of predictions.entries()) scorer?.add(prediction, String(labels[index]));
  return scorer?.figures();
}

/*
 * Expected figures: scikit-learn 1.2.1, accuracy_score (at 0.5), log_loss, roc_auc_score of the same numbers.
 */
describe('a probability', () => {
  const binary = () => scorerOf({ meaning: 'binary-probability' });

  it('is scored as scikit-learn does', () => {
    const scores = [0.1, 0.4, 0.35, 0.8, 0.5, 0.5, 0.9, 0.2, 0.4, 0.65];
    const labels = [0, 0, 1, 1, 1, 0, 1, 0, 1, 0];
    expect(scored(binary(), scores, labels)).toEqual({
      labelled: 10,
      accuracy: 0.6,
      logLoss: expect.closeTo(0.5570063099701464, 12),
      auc: expect.closeTo(0.72, 12),
    });
  });

  it('of exactly 0 or 1 has a finite loss, clipped as scikit-learn does', () => {
    const figures = scored(binary(), [0, 1, 1, 0.3], [0, 1, 0, 1]);
    expect(figures?.logLoss).toBeCloseTo(9.311906548360772, 9);
    expect(figures?.auc).toBeCloseTo(0.625, 12);
  });

  it('has no curve where only one class occurs', () => {
    expect(scored(binary(), [0.2, 0.7], [1, 1])).toEqual({
      labelled: 2,
      accuracy: 0.5,
      logLoss: expect.closeTo(-(Math.log(0.2) + Math.log(0.7)) / 2, 12),
    });
  });

  it('takes truth in the forms that logs have it, and nothing else', () => {
    const labels = ['1', 'true', '1.0', '0', 'false', '0.0'];
    expect(scored(binary(), [1, 1, 1, 0, 0, 0], labels)?.accuracy).toBe(1);
    for (const label of ['yes', '2', '', 'click'])
      expect(() => binary()?.add(0.5, label)).toThrow(expect.objectContaining({ code: 'LABEL_UNKNOWN' }));
  });
});

describe('probabilities of classes', () => {
  const rows = [
    [0.7, 0.2, 0.1],
    [0.1, 0.8, 0.1],
    [0.3, 0.3, 0.4],
    [0.25, 0.5, 0.25],
    [0.6, 0.3, 0.1],
  ];
  const expected = { labelled: 5, accuracy: 0.6, logLoss: expect.closeTo(0.7361822568929519, 12) };

  it('are scored as scikit-learn does, labels by number', () => {
    expect(scored(scorerOf({ meaning: 'class-probabilities' }), rows, [0, 1, 1, 2, 0])).toEqual(expected);
  });

  it('are scored by the names of their classes', () => {
    const scorer = scorerOf({ meaning: 'class-probabilities', classes: ['cat', 'dog', 'owl'] });
    expect(scored(scorer, rows, ['cat', 'dog', 'dog', 'owl', 'cat'])).toEqual(expected);
  });

  it('refuse a label that is no class', () => {
    const scorer = scorerOf({ meaning: 'class-probabilities', classes: ['cat', 'dog', 'owl'] });
    for (const label of ['cow', '3', '-1', '0.5', '', ' '])
      expect(() => scorer?.add([1, 0, 0], label)).toThrow('expected cat, dog, owl, or a class from 0 to 2');
  });
});

describe('a class', () => {
  it('is right or wrong, by its text', () => {
    const scorer = scorerOf({ meaning: 'class', type: 'int64' });
    expect(scored(scorer, [3, '4', 5], [3, 4, 6])).toEqual({
      labelled: 3,
      accuracy: expect.closeTo(2 / 3, 12),
    });
  });

  it('is found among several outputs by the name of the one that means it', () => {
    const scorer = scorerOf({ meaning: 'value', name: 'cost' }, { meaning: 'class', name: 'label' });
    expect(scored(scorer, [{ cost: 1, label: 'a' }], ['a'])?.accuracy).toBe(1);
  });
});

it('an output without a meaning cannot be scored', () => {
  expect(scorerOf({})).toBeUndefined();
  expect(scorerOf({ meaning: 'value' })).toBeUndefined();
});

it('nothing scored is nothing claimed', () => {
  for (const meaning of ['binary-probability', 'class-probabilities', 'class'] as const)
    expect(scorerOf({ meaning })?.figures()).toEqual({ labelled: 0 });
});

describe('the area under the curve', () => {
  it('counts a tie as half a win', () => {
    expect(areaUnderCurve([0.5, 0.5], [true, false])).toBe(0.5);
    const scores = [0.2, 0.2, 0.2, 0.5, 0.5, 0.5, 0.5, 0.9, 0.9, 0.9];
    const truths = [0, 0, 1, 0, 1, 1, 0, 1, 1, 1].map(Boolean);
    expect(areaUnderCurve(scores, truths)).toBeCloseTo(0.7916666666666667, 12);
  });

  it('is the share of pairs in the right order, by counting them', () => {
    const scores = Array.from({ length: 60 }, (_, index) => ((index * 37) % 23) / 23);
    const truths = scores.map((score, index) => score + ((index * 13) % 7) / 7 > 0.9);
    let wins = 0;
    let pairs = 0;
    for (const [i, positive] of truths.entries())
      for (const [j, other] of truths.entries()) {
        if (!positive || other) continue;
        pairs++;
        const [a, b] = [scores[i] as number, scores[j] as number];
        wins += a > b ? 1 : a === b ? 0.5 : 0;
      }
    expect(areaUnderCurve(scores, truths)).toBeCloseTo(wins / pairs, 12);
  });
});
