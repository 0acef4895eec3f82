import { describe, expect, test } from 'vitest';

import { resolveRunId } from '../../../src/history/resolve-run-id.js';

const NEWEST_FIRST = ['aa110000', 'aa220000', 'bc330000', '01020304'];

describe('the name of a run', () => {
  test.each([
    ['bc330000', 'bc330000'],
    ['b', 'bc330000'],
    ['aa2', 'aa220000'],
    ['latest', 'aa110000'],
    ['latest~0', 'aa110000'],
    ['latest~1', 'aa220000'],
    ['latest~3', '01020304'],
  ])('"%s" is run %s', (reference, id) => {
    expect(resolveRunId(reference, NEWEST_FIRST)).toBe(id);
  });

  test('lists the runs that a start leaves open', () => {
    expect(() => resolveRunId('aa', NEWEST_FIRST)).toThrow(
      expect.objectContaining({
        code: 'RUN_AMBIGUOUS',
        message: expect.stringMatching(/aa110000.*aa220000/),
      }),
    );
  });

  test('is never empty: that would be the start of each', () => {
    for (const ids of [NEWEST_FIRST, NEWEST_FIRST.slice(0, 1)]) {
      expect(() => resolveRunId('', ids)).toThrow(expect.objectContaining({ code: 'RUN_UNKNOWN' }));
    }
  });

  test('names the nearest runs for one that does not exist', () => {
    const unknown = expect.objectContaining({
      code: 'RUN_UNKNOWN',
      message: expect.stringMatching(/nearest are bc330000/),
    });
    expect(() => resolveRunId('bc340000', NEWEST_FIRST)).toThrow(unknown);
  });

  test('names the newest runs where none is near', () => {
    const unknown = expect.objectContaining({
      code: 'RUN_UNKNOWN',
      message: expect.stringContaining(`the newest are ${NEWEST_FIRST.slice(0, 3).join(', ')}`),
    });
    expect(() => resolveRunId('zzzz', NEWEST_FIRST)).toThrow(unknown);
  });

  test.each(['latest~4', 'latest~', 'latest~-1', 'last'])('knows no "%s"', (reference) => {
    expect(() => resolveRunId(reference, NEWEST_FIRST)).toThrow(
      expect.objectContaining({ code: 'RUN_UNKNOWN' }),
    );
  });

  test('says that the history holds no run', () => {
    expect(() => resolveRunId('latest', [])).toThrow('holds no run');
  });
});
