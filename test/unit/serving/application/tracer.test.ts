import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Source } from '../../../../src/core/answer.js';
import { TIME_PARTS, type TimePart, type TracedRequests } from '../../../../src/core/time-split.js';
import { createTracer, type Tracer } from '../../../../src/serving/application/tracer.js';

/** Parts of which the first is the number of the request, and the others follow from it. */
function partsOf(request: number): Record<TimePart, number> {
  const parts = TIME_PARTS.map((part, index): [TimePart, number] => [part, request + index]);
  return Object.fromEntries(parts) as Record<TimePart, number>;
}

/** Answers `count` requests. @returns the numbers of those that were traced, from 1. */
function serve(
  tracer: Tracer,
  count: number,
  sourceOf: (request: number) => Source = () => 'model',
): number[] {
  const due: number[] = [];
  for (let request = 1; request <= count; request++) {
    if (!tracer.isDue()) continue;
    due.push(request);
    tracer.record(partsOf(request), sourceOf(request));
  }
  return due;
}

function keptRequests({ bySource }: TracedRequests, source: Source = 'model'): readonly number[] {
  return bySource[source]?.us.parse ?? [];
}

describe('the tracer', () => {
  test('is off until it is started and after it is stopped', () => {
    const tracer = createTracer();
    expect(serve(tracer, 1000)).toEqual([]);
    tracer.start(1);
    expect(serve(tracer, 5)).toEqual([1, 2, 3, 4, 5]);
    tracer.stop();
    expect(serve(tracer, 1000)).toEqual([]);
  });

  test('takes the share it is told to, and keeps all of a short trial', () => {
    const tracer = createTracer();
    tracer.start(4);
    const due = serve(tracer, 1000);
    const traced = tracer.stop();
    expect(traced.every).toBe(4);
    expect(keptRequests(traced)).toEqual(due);
    expect(due.length).toBeGreaterThan(200);
    expect(due.length).toBeLessThan(300);
  });

  test('keeps an even sample of a long one, in bounded memory, every row whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 64, max: 50_000 }), (count) => {
        const tracer = createTracer(64);
        tracer.start(1);
        serve(tracer, count);
        const { every, bySource } = tracer.stop();
        const { requests = 0, us = {} } = bySource.model ?? {};
        expect(requests).toBeGreaterThanOrEqual(32);
        expect(requests).toBeLessThanOrEqual(64);
        // One in `every` on average: 32 to 64 of them, give or take the chance of their gaps.
        expect(every * requests).toBeGreaterThan(count / 2);
        expect(every * requests).toBeLessThan(count * 2);
        const kept = us.parse ?? [];
        const middle = kept[Math.floor(kept.length / 2)] ?? 0;
        expect(middle / count).toBeGreaterThan(0.25);
        expect(middle / count).toBeLessThan(0.75);
        for (const [index, part] of TIME_PARTS.entries()) {
          expect(us[part]).toEqual(kept.map((request) => request + index));
        }
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });

  test('meets every connection of a closed loop that answers them in turn', () => {
    const tracer = createTracer(512);
    tracer.start(1);
    serve(tracer, 200_000);
    const connections = keptRequests(tracer.stop()).map((request) => request % 32);
    const met = Array.from({ length: 32 }, (_, number) => connections.filter((at) => at === number).length);
    // 8 to 16 each on average; a fixed gap of a power of two would meet one of them 512 times.
    expect(Math.min(...met)).toBeGreaterThan(0);
    expect(Math.max(...met)).toBeLessThan(40);
  });

  test('costs a long trial little', () => {
    const tracer = createTracer(512);
    tracer.start(1);
    expect(serve(tracer, 1_000_000).length).toBeLessThan(5000);
  });

  test('tells sources apart and forgets the trial before', () => {
    const tracer = createTracer(16);
    tracer.start(1);
    serve(tracer, 1000);
    tracer.start(1);
    serve(tracer, 6, (request) => (request % 3 === 0 ? 'miss' : 'table'));
    const traced = tracer.stop();
    expect(keptRequests(traced, 'table')).toEqual([1, 2, 4, 5]);
    expect(keptRequests(traced, 'miss')).toEqual([3, 6]);
    expect(traced.bySource.model).toBeUndefined();
  });

  test('ignores what ends after the trial, and needs no end of what fails', () => {
    const tracer = createTracer();
    tracer.start(1);
    expect([tracer.isDue(), tracer.isDue()]).toEqual([true, true]);
    tracer.record(partsOf(1), 'model');
    expect(tracer.stop().bySource.model?.requests).toBe(1);
    tracer.record(partsOf(2), 'model');
    tracer.start(1);
    expect(tracer.stop().bySource).toEqual({});
  });

  test('leaves out parts that no request has', () => {
    const tracer = createTracer();
    tracer.start(1);
    tracer.isDue();
    const nothing = Object.fromEntries(TIME_PARTS.map((part) => [part, 0])) as Record<TimePart, number>;
    tracer.record({ ...nothing, parse: 1.234, tableRead: 5 }, 'table');
    expect(tracer.stop().bySource).toEqual({
      table: { requests: 1, us: { parse: [1.23], tableRead: [5] } },
    });
  });
});
