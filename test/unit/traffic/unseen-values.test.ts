import { describe, expect, test } from 'vitest';

import { UserError } from '../../../src/core/errors.js';
import { counterRandom } from '../../../src/traffic/counter-random.js';
import { createUnseenValues } from '../../../src/traffic/unseen-values.js';
import { cardOf, category, words } from './cards.js';

const drawMany = (...features: Parameters<typeof cardOf>[0]) => {
  const random = counterRandom(1, 'unseen');
  const draw = createUnseenValues(cardOf(features));
  return Array.from({ length: 5000 }, () => draw(random, {}));
};

describe('unseen values', () => {
  test('fall on every feature with an OOV index alike, and on no other', () => {
    const drawn = drawMany(category('a', ['x'], 1), category('b', ['x']), category('c', ['x'], 1));
    const share = drawn.filter(({ name }) => name === 'a').length / drawn.length;
    expect(share).toBeCloseTo(0.5, 1);
    expect(drawn.some(({ name }) => name === 'b')).toBe(false);
  });

  test('are new texts for a vocabulary of texts', () => {
    const drawn = drawMany(category('a', ['x', 'y'], 2));
    expect(drawn.filter(({ value }) => !/^new-\d{1,3}$/.test(String(value)))).toEqual([]);
    expect(new Set(drawn.map(({ value }) => value)).size).toBeGreaterThan(900);
  });

  test('are integers beyond the greatest for a vocabulary of integers', () => {
    const drawn = drawMany(category('a', words(50), 50)).map(({ value }) => value as number);
    expect(Math.min(...drawn)).toBe(50);
    expect(Math.max(...drawn)).toBe(1049);
  });

  test('are never in the vocabulary', () => {
    const texts = words(1000, 'new-');
    expect(drawMany(category('a', texts, 1000)).filter(({ value }) => texts.includes(String(value)))).toEqual(
      [],
    );
    const negative = drawMany(category('a', ['-5', '-7'], 2)).map(({ value }) => value as number);
    expect(Math.min(...negative)).toBeGreaterThan(-5);
    const huge = String(Number.MAX_SAFE_INTEGER);
    expect(
      drawMany(category('a', [huge, '1'], 2)).filter(({ value }) => !String(value).startsWith('new-')),
    ).toEqual([]);
  });

  test('need a feature that can carry one', () => {
    const error = (() => {
      try {
        return createUnseenValues(cardOf([category('a', ['x'])]));
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: 'TRAFFIC_NO_OOV', next: expect.stringContaining('traffic.unseen') });
  });
});
