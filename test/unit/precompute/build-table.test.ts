import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Prediction } from '../../../src/core/answer.js';
import type { ModelCard } from '../../../src/core/model-card.js';
import { createKeyCodec, type KeyCodec } from '../../../src/inference/row-key.js';
import { openSession, type ModelSession } from '../../../src/inference/session.js';
import { buildTable } from '../../../src/precompute/build-table.js';
import { fullDomain } from '../../../src/precompute/key-set.js';
import type { Tables } from '../../../src/stores/prediction-store.js';
import { sqliteStore } from '../../../src/stores/sqlite/sqlite.js';
import { smallModel } from './small-model.js';

describe('a prediction table', () => {
  let folder: string;
  let card: ModelCard;
  let codec: KeyCodec;
  let tables: Tables;
  let session: ModelSession;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'servebench-table-'));
    card = await smallModel();
    codec = createKeyCodec(card);
    tables = await sqliteStore.connect(folder);
    session = await openSession(card, card.file);
  });
  afterEach(async () => {
    await tables.close();
    await session.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('holds what the model answers under every key, and knows which model that was', async () => {
    const table = await buildTable('predictions', card, codec, session, fullDomain(card, codec), tables);
    expect(table.rows).toBe(30);
    expect(table.schema).toEqual({ key: 'integer', value: 'real' });
    expect(table.metadata).toMatchObject({
      model: 'score',
      modelSha256: card.sha256,
      keysFrom: 'the full domain of 30 keys',
    });
    const reader = await sqliteStore.open(table.location);
    for (let key = 0; key < 30; key++) {
      const [a, b, c] = [Math.floor(key / 10), Math.floor(key / 2) % 5, key % 2];
      expect(await reader.get(key)).toBe(a + 2 * b + 4 * c);
    }
    expect(await reader.get(30)).toBeUndefined();
    await reader.close();
  });

  it('is published when it is complete', async () => {
    expect(await tables.current('predictions')).toBeUndefined();
    const table = await buildTable('predictions', card, codec, session, fullDomain(card, codec), tables);
    expect(await tables.current('predictions')).toEqual(table);
  });

  it('is scored in batches, none of them large', async () => {
    const sizes: number[] = [];
    const counting: ModelSession = {
      run: (rows) => {
        sizes.push(rows.length);
        return Promise.resolve(rows.map((): Prediction => [[1]]));
      },
      close: async () => undefined,
    };
    const keys = Array.from({ length: 5000 }, (_, key) => key);
    await buildTable('predictions', card, codec, counting, { keys, from: 'a test' }, tables);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(5000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1024);
    expect(sizes.length).toBeLessThanOrEqual(5);
  });

  it('is not built from a model that answers no number, which is told with the key', async () => {
    const broken: ModelSession = {
      run: (rows) => Promise.resolve(rows.map((_, index): Prediction => [[index === 3 ? NaN : 1]])),
      close: async () => undefined,
    };
    await expect(
      buildTable('predictions', card, codec, broken, fullDomain(card, codec), tables),
    ).rejects.toMatchObject({ code: 'PREDICTION_NAN', message: expect.stringContaining('key 3') });
    expect(await tables.current('predictions')).toBeUndefined();
  });

  it('is not there where the model fails in the middle', async () => {
    let runs = 0;
    const dying: ModelSession = {
      run: (rows) =>
        runs++ < 2
          ? Promise.resolve(rows.map((): Prediction => [[1]]))
          : Promise.reject(new Error('no more')),
      close: async () => undefined,
    };
    const keys = Array.from({ length: 5000 }, (_, key) => key);
    await expect(
      buildTable('predictions', card, codec, dying, { keys, from: 'a test' }, tables),
    ).rejects.toThrow('no more');
    expect(await tables.current('predictions')).toBeUndefined();
  });
});
