import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { splitTime } from '../../../src/bench/split-time.js';
import { ANSWERED_SOURCES, SOURCES, type Source } from '../../../src/core/answer.js';
import { TIME_PARTS, type TimePart, type TracedRequests } from '../../../src/core/time-split.js';

type Row = Partial<Record<TimePart, number>>;

function traced(rows: readonly Row[], source: Source = 'model'): TracedRequests {
  const columns = TIME_PARTS.map((part): [TimePart, number[]] => [part, rows.map((row) => row[part] ?? 0)]);
  const us = Object.fromEntries(columns.filter(([, column]) => column.some((value) => value !== 0)));
  return { every: 4, bySource: { [source]: { requests: rows.length, us } } };
}

function sumOfParts(split: Readonly<Record<TimePart, number>>): number {
  return TIME_PARTS.reduce((sum, part) => sum + split[part], 0);
}

const anyRow = fc.record(
  Object.fromEntries(TIME_PARTS.map((part) => [part, fc.double({ min: 0, max: 1e5, noNaN: true })])),
);

describe('where the time goes', () => {
  test('the parts and the floor add up to the end-to-end median, exactly', () => {
    fc.assert(
      fc.property(
        fc.array(anyRow, { minLength: 20, maxLength: 300 }),
        // Percentiles of a histogram are whole or half microseconds.
        fc.integer({ min: 0, max: 10_000_000 }).map((halves) => halves / 2),
        (rows, endToEndUs) => {
          const split = splitTime([traced(rows)], SOURCES, endToEndUs);
          expect(split?.endToEnd).toBe(endToEndUs);
          expect(split?.sampled).toBe(rows.length);
          if (!split) return;
          if (split.http === null) {
            expect(sumOfParts(split)).toBeGreaterThan(endToEndUs);
            expect(split.note).toContain('no HTTP floor');
          } else {
            expect(split.http).toBeGreaterThanOrEqual(0);
            expect(sumOfParts(split) + split.http).toBe(endToEndUs);
            expect(split.note).toBeUndefined();
          }
        },
      ),
    );
  });

  test('is that of the requests around the median, not of the fast, the slow or the average one', () => {
    const rows = [
      ...Array.from({ length: 40 }, () => ({ parse: 1, modelRun: 10 })),
      ...Array.from({ length: 20 }, () => ({ parse: 2, queue: 30, modelRun: 20 })),
      ...Array.from({ length: 40 }, () => ({ parse: 3, queue: 10_000, modelRun: 20 })),
    ];
    const split = splitTime([traced(rows)], ['model'], 200);
    expect(split).toMatchObject({
      endToEnd: 200,
      http: 148,
      parse: 2,
      queue: 30,
      modelRun: 20,
      sampled: 100,
    });
  });

  test('holds for requests that trade one part for another: their medians would not add up', () => {
    // 100 us each, of which either part takes anything: the medians of three such parts add up to what they like.
    const rows = Array.from({ length: 100 }, (_, index) => ({ queue: (index * 37) % 100, modelRun: 0 })).map(
      ({ queue }) => ({ queue, modelRun: 100 - queue }),
    );
    const split = splitTime([traced(rows)], ['model'], 150);
    expect((split?.queue ?? 0) + (split?.modelRun ?? 0)).toBeCloseTo(100, 1);
    expect(split?.http).toBeCloseTo(50, 1);
  });

  test('pools the trials, and takes only answers that the median is of', () => {
    const trials = [
      traced(
        Array.from({ length: 15 }, () => ({ tableRead: 5 })),
        'table',
      ),
      traced(
        Array.from({ length: 15 }, () => ({ tableRead: 5 })),
        'table',
      ),
      traced(
        Array.from({ length: 90 }, () => ({ tableRead: 1 })),
        'miss',
      ),
    ];
    expect(splitTime(trials, ANSWERED_SOURCES, 50)).toMatchObject({ tableRead: 5, http: 45, sampled: 30 });
    expect(splitTime(trials, SOURCES, 50)).toMatchObject({ tableRead: 1, sampled: 120 });
  });

  test('needs 20 traced requests', () => {
    const rows = Array.from({ length: 20 }, () => ({ parse: 1 }));
    expect(splitTime([traced(rows.slice(1))], SOURCES, 50)).toBeUndefined();
    expect(splitTime([traced(rows)], SOURCES, 50)).toBeDefined();
    expect(splitTime([], SOURCES, 50)).toBeUndefined();
  });

  test('says so where the application took longer than the median of all', () => {
    const rows = Array.from({ length: 50 }, () => ({ modelRun: 80.5 }));
    expect(splitTime([traced(rows)], SOURCES, 60)).toMatchObject({
      endToEnd: 60,
      http: null,
      modelRun: 80.5,
      note: expect.stringContaining('80.5 us'),
    });
  });
});
