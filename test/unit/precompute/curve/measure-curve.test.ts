import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import type { ModelCard } from '../../../../src/core/model-card.js';
import {
  measureCurve,
  type Curve,
  type CurveRequest,
} from '../../../../src/precompute/curve/measure-curve.js';
import type { Traffic, TrafficItem } from '../../../../src/traffic/traffic.js';

const VALUES = ['p', 'q', 'r', 's', 't', 'u', 'v', 'w'] as const;

/** Two categories of 8 values, with a code for everything else: 81 ids, 64 of them keys. */
const CARD: ModelCard = {
  name: 'pairs',
  file: '/models/pairs.onnx',
  sha256: 'abc',
  bytes: 1,
  inputs: [{ name: 'x', type: 'int64', shape: ['batch', 2] }],
  outputs: [{ name: 'y', type: 'float32', shape: ['batch', 1] }],
  features: [
    { name: 'a', type: 'categorical', input: 'x', column: 0, vocabulary: VALUES, oov: 8 },
    { name: 'b', type: 'categorical', input: 'x', column: 1, vocabulary: VALUES, oov: 8 },
  ],
};
const LOG = { kind: 'log', file: '/logs/x.ndjson', format: 'ndjson', split: 0.5 } as const;
const REQUEST: CurveRequest = { oov: false, backOff: undefined, scenarioRows: undefined, maxKeys: 10_000 };

/** A request as two digits, 0 to 7 for a known value, 8 or 9 for two values outside the vocabulary. */
type Pair = readonly [a: number, b: number];

function item([a, b]: Pair, timestampMs?: number): TrafficItem {
  const valueOf = (digit: number): string => VALUES[digit] ?? `new-${digit}`;
  return { request: { a: valueOf(a), b: valueOf(b) }, ...(timestampMs === undefined ? {} : { timestampMs }) };
}

function trafficOf(first: readonly TrafficItem[], rest: readonly TrafficItem[]): Traffic {
  const stream = async function* (items: readonly TrafficItem[]): AsyncGenerator<readonly TrafficItem[]> {
    for (let start = 0; start < items.length; start += 7) yield items.slice(start, start + 7);
  };
  return {
    historyLength: first.length,
    replayLength: rest.length,
    labelled: false,
    history: () => stream(first),
    replay: () => stream(rest),
    origin: 'a test',
  };
}

function curveOf(
  first: readonly TrafficItem[],
  rest: readonly TrafficItem[],
  request: Partial<CurveRequest> = {},
): Promise<Curve> {
  const bytes = { bytesPerRow: 10, bytesOf: (rows: number) => 100 + 10 * rows };
  return measureCurve(
    CARD,
    LOG,
    trafficOf(first, rest),
    { ...REQUEST, ...request },
    async () => bytes,
    () => undefined,
  );
}

const pairs = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }));
const streams = fc.record({
  first: fc.array(pairs, { minLength: 1, maxLength: 120 }),
  rest: fc.array(pairs, { minLength: 1, maxLength: 120 }),
});

/** Both values outside the vocabulary are one code. */
function code(digit: number): number {
  return Math.min(digit, 8);
}
function keyOf([a, b]: Pair): string {
  return `${code(a)}${code(b)}`;
}
function isKnown([a, b]: Pair): boolean {
  return a < 8 && b < 8;
}

/** The most frequent keys of the first part, counted in the plainest way. */
function topKeys(first: readonly Pair[], rows: number): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const pair of first.filter(isKnown)) counts.set(keyOf(pair), (counts.get(keyOf(pair)) ?? 0) + 1);
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return new Set(ranked.slice(0, rows).map(([key]) => key));
}

describe('a curve of coverage', () => {
  test('property: is for every size what a table of those keys answers of the rest', async () => {
    await fc.assert(
      fc.asyncProperty(streams, async ({ first, rest }) => {
        const curve = await curveOf(
          first.map((pair) => item(pair)),
          rest.map((pair) => item(pair)),
        );
        const all = topKeys(first, Infinity).size;
        expect(curve.firstPart).toEqual({ requests: first.length, distinctKeys: all });
        expect(curve.points.at(-1)).toMatchObject({ rows: all, kind: 'all', estimated: false });
        for (const point of curve.points) {
          const table = topKeys(first, point.rows);
          const answered = rest.filter((pair) => table.has(keyOf(pair)));
          const restKeys = new Set(rest.map(keyOf));
          expect(point.requests).toBeCloseTo(answered.length / rest.length, 12);
          expect(point.distinctKeys).toBeCloseTo(new Set(answered.map(keyOf)).size / restKeys.size, 12);
          const unseen = rest.filter((pair) => !isKnown(pair)).length / rest.length;
          expect(point.unseenValues).toBeCloseTo(unseen, 12);
          expect(point.requests + point.newCombinations + point.unseenValues).toBeCloseTo(1, 12);
          // By default the last feature is dropped: some row with the same `a`.
          const coarse = new Set([...table].map((key) => key[0]));
          const backedOff = rest.filter((pair) => !table.has(keyOf(pair)) && coarse.has(keyOf(pair)[0]));
          expect(point.policies.backOff?.backOff).toBeCloseTo(backedOff.length / rest.length, 12);
          expect(point.policies.miss.miss).toBeCloseTo(1 - point.requests, 12);
        }
      }),
    );
  });

  test('property: with rows for unseen values every request of the first part is answered', async () => {
    await fc.assert(
      fc.asyncProperty(streams, async ({ first }) => {
        const items = first.map((pair) => item(pair));
        const curve = await curveOf(items, items, { oov: true });
        expect(curve.points.at(-1)).toMatchObject({ requests: 1, distinctKeys: 1, unseenValues: 0 });
      }),
    );
  });

  it('never grows smaller with the table, and shows what the scenario asks for', async () => {
    const first = Array.from({ length: 3000 }, (_, index) => item([index % 8, Math.floor(index / 8) % 8]));
    const rest = Array.from({ length: 500 }, (_, index) => item([index % 9, (3 * index) % 9]));
    const { points } = await curveOf(first, rest, { scenarioRows: 5 });
    expect(points.map(({ rows, kind }) => `${rows} ${kind}`)).toEqual([
      '1 round',
      '5 scenario',
      '10 round',
      expect.stringMatching(/^\d+ all$/),
    ]);
    const shares = points.map(({ requests }) => requests);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(points[1]?.bytes).toBe(150);
  });

  it('drops features in the order that is asked for, and refuses one that the model lacks', async () => {
    const first = [item([0, 1])];
    const rest = [item([0, 2]), item([3, 1]), item([3, 3]), item([8, 1])];
    const byB = await curveOf(first, rest, { backOff: ['b'] });
    expect(byB.points.at(-1)?.policies.backOff).toMatchObject({
      backOff: 1 / 4,
      levels: [1 / 4],
      miss: 3 / 4,
    });
    // An unseen value does no harm in a feature that is dropped.
    const byA = await curveOf(first, rest, { backOff: ['a'] });
    expect(byA.points.at(-1)?.policies.backOff?.backOff).toBe(2 / 4);
    await expect(curveOf(first, rest, { backOff: ['c'] })).rejects.toMatchObject({
      code: 'BACK_OFF_UNKNOWN',
    });
  });

  it('tells new keys from those of earlier days, and by tenths where there are no days', async () => {
    const day = (date: string, ...list: readonly Pair[]) => list.map((pair) => item(pair, Date.parse(date)));
    const first = [
      ...day('2025-10-01T10:00Z', [0, 0], [0, 0], [0, 1]),
      ...day('2025-10-02T23:59Z', [0, 1], [8, 0], [9, 0]),
    ];
    const { periods } = await curveOf(first, day('2025-10-03', [0, 0], [1, 1], [8, 0]));
    expect(periods).toEqual({
      kind: 'day',
      list: [
        { title: '2025-10-01', requests: 3, distinctKeys: 2, newKeys: 2, newUnseenKeys: 0 },
        { title: '2025-10-02', requests: 3, distinctKeys: 2, newKeys: 1, newUnseenKeys: 1 },
        { title: '2025-10-03', requests: 3, distinctKeys: 3, newKeys: 1, newUnseenKeys: 0 },
      ],
    });
    const without = await curveOf([item([0, 0])], Array(9).fill(item([0, 0])));
    expect(without.periods.kind).toBe('tenth');
    expect(without.periods.list.map(({ newKeys }) => newKeys)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('needs a first part, and names a request that does not fit', async () => {
    await expect(curveOf([], [item([0, 0])])).rejects.toMatchObject({ code: 'HISTORY_EMPTY' });
    const broken = { request: { a: 'p' }, line: 7 };
    await expect(curveOf([item([0, 0])], [broken])).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringContaining('x.ndjson:7: feature "b" is missing'),
    });
  });
});
