import { describe, expect, it } from 'vitest';

import {
  duelWords,
  intervalWords,
  listWords,
  timesWords,
  topicWords,
} from '../../../../src/reporters/answer/words.js';
import { LOAD_METRICS } from '../../../../src/result/metrics.js';

const metricOf = (wanted: string) => {
  const metric = LOAD_METRICS.find(({ id }) => id === wanted);
  if (!metric) throw new Error(wanted);
  return metric;
};

describe('the words of an answer', () => {
  it('list', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listWords)).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });

  it('do not say a search twice that is called after what it finds', () => {
    const metric = metricOf('capacityRps');
    expect(topicWords({ load: 'capacity', metric })).toBe('capacity');
    expect(topicWords({ load: 'search', metric })).toBe('capacity at search');
    expect(topicWords({ load: 'steady', metric: metricOf('p99Us') })).toBe('p99 at steady');
  });

  it('never round a bound onto 1, and say how far where digits mean nothing', () => {
    expect(timesWords(0.9996)).toBe('1.000 times');
    expect(timesWords(1.004)).toBe('1.004 times');
    expect(timesWords(0.001)).toBe('less than 0.01 times');
    expect(timesWords(76_000)).toBe('more than 999 times');
    expect(intervalWords([0.0001, 76_000], 3)).toBe('95% interval <0.01 to >999, 3 pairs');
  });

  it('say what there is without an interval', () => {
    const duel = {
      rival: 'b',
      outcome: 'open',
      ci95: null,
      method: 'none',
      repeatsToSettle: null,
      isBounded: false,
      isTooShort: false,
    } as const;
    expect(duelWords({ ...duel, ratio: 2, pairs: 1 })).toBe('2.00 times that of b (no interval from 1 pair)');
    expect(duelWords({ ...duel, ratio: null, pairs: 0 })).toBe('no ratio to b (no repeat is valid for both)');
    const short = duelWords({ ...duel, ratio: null, pairs: 0, isTooShort: true });
    expect(short).toBe('no ratio to b (no trial has a value)');
  });
});
