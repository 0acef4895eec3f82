import { describe, expect, it } from 'vitest';

import { createFirstPart } from '../../../../src/precompute/curve/first-part.js';
import { createPeriods } from '../../../../src/precompute/curve/periods.js';
import { pointsOf } from '../../../../src/precompute/curve/points.js';
import { createRankIndex } from '../../../../src/precompute/curve/rank-index.js';
import { tableSizes } from '../../../../src/precompute/curve/table-sizes.js';
import { createTally } from '../../../../src/precompute/curve/tally.js';
import { counterRandom } from '../../../../src/traffic/counter-random.js';
import { createZipf } from '../../../../src/traffic/zipf.js';

const RANKS = 40_000;
const REQUESTS = 60_000;
const MAX_KEYS = 3000;

/** A stream with many more different keys than are held. */
function ids(part: string): number[] {
  const random = counterRandom(5, part);
  const draw = createZipf(RANKS, 0.8);
  return Array.from({ length: REQUESTS }, (_, index) => draw(random.at(index)) * 1_000_003);
}

describe('a stream of more keys than are held', () => {
  const firstIds = ids('first');
  const restIds = ids('rest');
  const first = createFirstPart(MAX_KEYS);
  for (const id of firstIds) first.add(id);
  const counts = new Map<number, number>();
  for (const id of firstIds) counts.set(id, (counts.get(id) ?? 0) + 1);

  it('is ranked within the stated error', () => {
    expect(first.countError).toBeGreaterThan(0);
    expect(first.countError).toBeLessThanOrEqual((2 * REQUESTS) / MAX_KEYS);
    const ranking = first.ranking();
    expect(ranking.length).toBeLessThanOrEqual(MAX_KEYS);
    // Every key that occurred more often than the error is held, and no key stands above one that is sure to be ahead.
    const held = new Set(ranking);
    for (const [id, count] of counts) if (count > first.countError) expect(held.has(id)).toBe(true);
    const ranks = [...ranking].map((id) => counts.get(id) ?? 0);
    for (let rank = 1; rank < ranks.length; rank++)
      expect(ranks[rank]).toBeLessThanOrEqual((ranks[rank - 1] as number) + first.countError);
  });

  it('is measured exactly for tables of held keys, and nearly so for all keys', () => {
    const ranking = first.ranking();
    const distinct = first.distinct();
    expect(distinct / counts.size).toBeGreaterThan(0.98);
    expect(distinct / counts.size).toBeLessThan(1.02);
    const sizes = tableSizes(ranking.length, distinct, undefined);
    expect(sizes.map(({ kind }) => kind).at(-1)).toBe('all');
    expect(sizes.at(-2)?.rows).toBe(ranking.length);
    const rows = sizes.map((size) => size.rows);
    const index = createRankIndex(ranking, rows, [], (id) => first.everyId?.has(id) ?? false);
    const tally = createTally(index, 0, 1000);
    for (const id of restIds) tally.add(id, false);
    const bytes = { bytesPerRow: 1, bytesOf: (count: number) => count };
    const points = pointsOf(sizes, tally, bytes, first.everyId?.falsePositives());
    for (const { rows: size, requests, kind } of points) {
      const table = kind === 'all' ? new Set(counts.keys()) : new Set(ranking.subarray(0, size));
      const truth = restIds.filter((id) => table.has(id)).length / REQUESTS;
      if (kind === 'all') expect(Math.abs(requests - truth)).toBeLessThan(0.005);
      else expect(requests).toBeCloseTo(truth, 12);
    }
    const restKeys = new Set(restIds);
    const known = [...restKeys].filter((id) => counts.has(id)).length / restKeys.size;
    // From a sample of about 500 to 1000 keys.
    expect(Math.abs((points.at(-1)?.distinctKeys ?? 0) - known)).toBeLessThan(0.1);
    expect(tally.distinct().scale).toBeGreaterThan(1);
  });

  it('has about as many new keys in each tenth as there are', () => {
    const periods = createPeriods(REQUESTS, 2000);
    for (const id of firstIds) periods.add(id, false, undefined);
    const { list } = periods.result();
    const seen = new Set<number>();
    for (const [tenth, { newKeys }] of list.entries()) {
      const before = seen.size;
      for (const id of firstIds.slice((tenth * REQUESTS) / 10, ((tenth + 1) * REQUESTS) / 10)) seen.add(id);
      expect(newKeys / (seen.size - before)).toBeGreaterThan(0.8);
      expect(newKeys / (seen.size - before)).toBeLessThan(1.25);
    }
  });
});
