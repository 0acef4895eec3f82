import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { countKeys, keyAt } from '../../../../src/inference/packed-keys.js';
import { createKeyCodec } from '../../../../src/inference/row-key.js';
import { buildLevel } from '../../../../src/precompute/means/build-level.js';
import { derivedOrder, statedOrder } from '../../../../src/precompute/means/drop-order.js';
import { addToMean, predictionOf, type Mean } from '../../../../src/precompute/means/mean.js';
import { scoreHistory } from '../../../../src/precompute/means/scored-history.js';
import type { ScorePool } from '../../../../src/precompute/score-pool.js';
import { buildTablePredictor } from '../../../../src/serving/precomputed/table-predictor.js';
import { sqliteStore } from '../../../../src/stores/sqlite/sqlite.js';
import { encoderSha256 } from '../../../../src/inference/encoder-hash.js';
import { SMALL_CARD, trafficOf } from '../small-card.js';

const codec = createKeyCodec(SMALL_CARD, { oov: true });

/** Answers 10a + 2b + c; the OOV index of `a` is 3. */
const pool: ScorePool = {
  workers: 1,
  grow: () => undefined,
  close: async () => undefined,
  score: async (keys) => ({
    kind: 'real',
    values: Float64Array.from({ length: countKeys(keys) }, (_, index) => {
      const [a = 0, b = 0, c = 0] = codec.encodedOf(keyAt(keys, index)).inputs[0] as number[];
      return 10 * a + 2 * b + c;
    }),
  }),
};

const HISTORY = [
  ['u', 0, 0],
  ['u', 0, 0],
  ['u', 0, 1],
  ['v', 1, 0],
  ['w', 4, 1],
  ['elsewhere', 2, 0],
] as const;

function row(...codes: number[]): { inputs: number[][]; shapes: undefined; unseen: boolean } {
  return { inputs: [codes], shapes: undefined, unseen: codes[0] === 3 };
}

describe('means over the history', () => {
  it('weigh a request by how often it was made, unseen values by the OOV row of the model', async () => {
    const history = await scoreHistory(SMALL_CARD, trafficOf(HISTORY, []), pool);
    expect(history.map(({ count, elements }) => [count, elements[0]])).toEqual([
      [2, 0],
      [1, 1],
      [1, 12],
      [1, 29],
      [1, 34],
    ]);
    let mean: Mean | undefined;
    for (const { count, elements } of history) mean = addToMean(mean, elements, count);
    expect(predictionOf(SMALL_CARD, mean as Mean)).toEqual([[Math.fround(76 / 6)]]);
  });

  it('are refused without a history, and for predictions that have none', async () => {
    await expect(scoreHistory(SMALL_CARD, trafficOf([], []), pool)).rejects.toMatchObject({
      code: 'HISTORY_EMPTY',
    });
    const text = { ...SMALL_CARD, outputs: [{ name: 'y', type: 'string', shape: ['batch', 1] }] } as const;
    await expect(scoreHistory(text, trafficOf(HISTORY, []), pool)).rejects.toMatchObject({ code: 'NO_MEAN' });
  });

  it('drop the feature first that changes predictions least, the same for the same seed', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => ['uvw'[index % 3], index % 5, index % 2] as const);
    const history = await scoreHistory(SMALL_CARD, trafficOf(rows, []), pool);
    const order = await derivedOrder(SMALL_CARD, history, pool, 1);
    // One feature always stays.
    expect(order.features).toEqual(['c', 'b']);
    expect(order.changes?.[0]).toBeLessThan(order.changes?.[1] ?? 0);
    expect(await derivedOrder(SMALL_CARD, history, pool, 1)).toEqual(order);
    expect(await derivedOrder(SMALL_CARD, history, pool, 2)).not.toEqual(order);
  });

  it('take a stated order, and name a feature that is none', () => {
    expect(statedOrder(SMALL_CARD, ['b', 'a', 'c'])).toEqual({ features: ['b', 'a'] });
    expect(() => statedOrder(SMALL_CARD, ['d'])).toThrow(/unknown feature "d".*known: a, b, c/);
    const one = { ...SMALL_CARD, features: SMALL_CARD.features.slice(0, 1) };
    expect(() => statedOrder(one, ['a'])).toThrow(/it has one feature/);
  });
});

describe('a table that backs off', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'servebench-means-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('answers by the finest key that it has, else by a coarser one, else not', async () => {
    const tables = await sqliteStore.connect(folder);
    const history = await scoreHistory(SMALL_CARD, trafficOf(HISTORY, []), pool);
    const build = (dropped: string[], maxRows: number) =>
      buildLevel(SMALL_CARD, history, dropped, { tables, name: `level-${dropped.length}`, maxRows });
    const levels = [
      { dropped: ['c'], info: await build(['c'], 2) },
      { dropped: ['c', 'a'], info: await build(['c', 'a'], 100) },
    ];
    // The most requested of (u, 0), (v, 1), (w, 4); a value that is unseen and stays has no key.
    expect(levels.map(({ info }) => info.rows)).toEqual([2, 4]);
    const metadata = {
      modelSha256: SMALL_CARD.sha256,
      encoderSha256: encoderSha256(SMALL_CARD, { oov: false }),
      oov: 'false',
    };
    const schema = { key: 'integer', value: 'real' } as const;
    const table = await tables.build({ name: 'table', schema, metadata }, [{ keys: [0], values: [0] }]);
    const refOf = ({ location }: { location: string }) => ({ store: 'sqlite', location });
    const predictor = await buildTablePredictor(
      {
        kind: 'table',
        table: refOf(table),
        onMiss: {
          kind: 'back-off',
          levels: levels.map(({ dropped, info }) => ({ dropped, table: refOf(info) })),
        },
      },
      {
        card: SMALL_CARD,
        openTable: async ({ location }) => sqliteStore.open(location),
        build: () => Promise.reject(new Error('no other predictor')),
        openOverlay: () => Promise.reject(new Error('no overlay')),
        watchPointer: () => Promise.reject(new Error('nothing to follow')),
      },
    );
    const rows = [row(0, 0, 0), row(0, 0, 1), row(3, 2, 1), row(2, 3, 0)];
    const third = Math.fround(1 / 3);
    const expected = [
      { source: 'table', prediction: [[0]] },
      { source: 'back-off', prediction: [[third]] },
      { source: 'back-off', prediction: [[34]] },
      { source: 'miss', prediction: undefined },
    ];
    expect(await predictor.predictMany(rows)).toMatchObject(expected);
    for (const [index, one] of rows.entries())
      expect(await predictor.predict(one)).toMatchObject(expected[index] as object);
    await predictor.close();
  });
});
