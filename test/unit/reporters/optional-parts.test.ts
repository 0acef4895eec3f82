import { describe, expect, it } from 'vitest';

import { limitsOf, percentileNotes, seriesOf, timeSplitOf } from '../../../src/reporters/optional-parts.js';
import { loadOf } from '../../golden/documents/build.js';

const load = loadOf({ kind: 'open', rps: 100, p50Us: 100, tail: 2, repeats: 1, seed: 1 });
const [repeat] = load.repeats;
const having = <T extends object>(holder: T, more: object): T => Object.assign({ ...holder }, more);

describe('parts that a run may not have', () => {
  it('are absent where they are absent', () => {
    expect(timeSplitOf(load)).toBeUndefined();
    expect(repeat && seriesOf(repeat)).toBeUndefined();
    expect(percentileNotes(load)).toEqual([]);
    expect(limitsOf(load)).toEqual([]);
  });

  it('are the parts of a request in their order, without those that are unknown or nothing', () => {
    const split = {
      endToEnd: 100,
      http: null,
      parse: 10,
      queue: 0,
      modelRun: 60,
      sampled: 900,
      note: 'http is negative',
    };
    expect(timeSplitOf(having(load, { timeSplitUs: split }))).toEqual({
      endToEndUs: 100,
      parts: [
        { name: 'parse', us: 10 },
        { name: 'modelRun', us: 60 },
      ],
      note: 'http is negative',
    });
  });

  it('are left out where they are of another shape', () => {
    for (const timeSplitUs of [null, 'x', {}, { endToEnd: 0 }, { endToEnd: 10, http: null }]) {
      expect(timeSplitOf(having(load, { timeSplitUs }))).toBeUndefined();
    }
    for (const series of [null, [], { completed: 'x' }]) {
      expect(repeat && seriesOf(having(repeat, { series }))).toBeUndefined();
    }
  });

  it('are a trial second by second, in whatever columns there are', () => {
    const series = repeat && seriesOf(having(repeat, { series: { completed: [1, 2], p99Us: [null, 5] } }));
    expect(series).toEqual({
      completed: [1, 2],
      errors: [],
      timeouts: [],
      dropped: [],
      p50Us: [],
      p99Us: [null, 5],
    });
  });
});
