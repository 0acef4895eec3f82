import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { TableManifest } from '../../../src/core/table-manifest.js';
import { countKeys, keyAt, packKeys, type PackedKeys } from '../../../src/inference/packed-keys.js';
import { valueAt } from '../../../src/inference/packed-values.js';
import { createKeyCodec } from '../../../src/inference/row-key.js';
import { checkTable } from '../../../src/precompute/check-table.js';
import { fullDomain } from '../../../src/precompute/key-set.js';
import { keepOrScore } from '../../../src/precompute/kept-rows.js';
import { manifestOf } from '../../../src/precompute/manifest.js';
import { findSame, openForRefresh, publishTable } from '../../../src/precompute/published-table.js';
import { hasSameValues, isSameTable, tableIdentity } from '../../../src/precompute/table-identity.js';
import { leasedTables, leaseTable } from '../../../src/precompute/table-leases.js';
import type { Tables } from '../../../src/stores/prediction-store.js';
import { sqliteStore } from '../../../src/stores/sqlite/sqlite.js';
import { SMALL_CARD } from './small-card.js';

const set = fullDomain(SMALL_CARD, createKeyCodec(SMALL_CARD));
const METADATA = tableIdentity(SMALL_CARD, set, { kind: 'full' }, false);

describe('a table that is refreshed', () => {
  let folder: string;
  let tables: Tables;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'servebench-refresh-'));
    tables = await sqliteStore.connect(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A table of keys -> 10 x key, as a job leaves it. */
  const publish = async (keys: readonly number[], metadata = METADATA): Promise<TableManifest> => {
    const plan = { name: 'small', schema: { key: 'integer', value: 'real' }, metadata } as const;
    const info = await tables.build(plan, [{ keys, values: keys.map((key) => 10 * key) }]);
    const origin = { scored: keys.length, resumed: 0, kept: 0 };
    const request = { name: 'small', store: 'sqlite', oov: false, workers: 1 };
    const manifest = manifestOf(request, SMALL_CARD, metadata, { info, origin, verified: 1, seconds: 2 });
    await publishTable(tables, folder, manifest);
    return manifest;
  };
  const files = (): string[] => readdirSync(folder).filter((file) => file.endsWith('.db'));

  it('is found again only for the same model, encoder and keys', async () => {
    const manifest = await publish([0, 1, 2]);
    expect(await findSame(tables, folder, 'small', METADATA)).toEqual(manifest);
    for (const field of ['modelSha256', 'encoderSha256', 'keysSha256'] as const)
      expect(await findSame(tables, folder, 'small', { ...METADATA, [field]: 'another' })).toBeUndefined();
    expect(await findSame(tables, folder, 'other', METADATA)).toBeUndefined();
    const kept = await openForRefresh(sqliteStore, tables, 'small', { ...METADATA, keysSha256: 'another' });
    expect(kept?.table.rows).toBe(3);
    await kept?.close();
    const changed = { ...METADATA, modelSha256: 'another' };
    expect(await openForRefresh(sqliteStore, tables, 'small', changed)).toBeUndefined();
  });

  it('keeps the rows it has, and scores only the others, in their places', async () => {
    await publish([0, 2, 5]);
    const table = await openForRefresh(sqliteStore, tables, 'small', METADATA);
    if (!table) throw new Error('it is there');
    const asked: unknown[] = [];
    const score = async (keys: PackedKeys) => {
      const values = Float64Array.from({ length: countKeys(keys) }, (_, row) => -Number(keyAt(keys, row)));
      asked.push(...Array.from({ length: countKeys(keys) }, (_, row) => keyAt(keys, row)));
      return { kind: 'real', values } as const;
    };
    const { values, kept } = await keepOrScore(table, packKeys([0, 1, 2, 3, 5, 6]), score);
    expect(Array.from({ length: 6 }, (_, row) => valueAt(values, row))).toEqual([0, -1, 20, -3, 50, -6]);
    expect([kept, asked]).toEqual([3, [1, 3, 6]]);
    expect(await keepOrScore(table, packKeys([2, 5]), score)).toMatchObject({ kept: 2 });
    expect(await keepOrScore(table, packKeys([7, 8]), score)).toMatchObject({ kept: 0 });
    expect(asked).toEqual([1, 3, 6, 7, 8]);
    await table.close();
  });

  it('drops the table before once no living process goes on opening it', async () => {
    const first = await publish([0]);
    await publish([0, 1]);
    expect(files()).toHaveLength(1);
    const second = await publish([0, 1, 2]);
    await leaseTable(folder, second.location);
    const third = await publish([0, 1, 2, 3]);
    expect([first, second, third].map(({ rows }) => rows)).toEqual([1, 3, 4]);
    expect(files()).toHaveLength(2);
    const reader = await sqliteStore.open(second.location);
    expect(reader.get(2)).toBe(20);
    reader.close();
    // As if the process that held it had died.
    rmSync(join(folder, 'leases'), { recursive: true });
    await publish([4]);
    expect(files()).toHaveLength(1);
  });

  it('counts only the leases of living processes', async () => {
    await leaseTable(folder, '/tables/a.db');
    expect(await leasedTables(folder)).toEqual(new Map([['/tables/a.db', process.pid]]));
    rmSync(join(folder, 'leases'), { recursive: true });
    expect((await leasedTables(folder)).size).toBe(0);
  });
});

describe('the identity of a table', () => {
  it('tells models, encoders and keys apart, and is checked before a table is served', () => {
    const again = tableIdentity(SMALL_CARD, set, { kind: 'full' }, false);
    expect(isSameTable(METADATA, again)).toBe(true);
    const withOov = tableIdentity(SMALL_CARD, set, { kind: 'full' }, true);
    expect(hasSameValues(METADATA, withOov)).toBe(false);
    checkTable(SMALL_CARD, 'small', METADATA);
    checkTable(SMALL_CARD, 'small', withOov);
    const stale = expect.objectContaining({ code: 'TABLE_STALE' });
    expect(() => checkTable({ ...SMALL_CARD, sha256: 'feed' }, 'small', METADATA)).toThrow(stale);
    const [first, ...rest] = SMALL_CARD.features;
    const renamed = { ...first, vocabulary: ['u', 'w', 'v'] } as NonNullable<typeof first>;
    expect(() => checkTable({ ...SMALL_CARD, features: [renamed, ...rest] }, 'small', METADATA)).toThrow(
      stale,
    );
    // What a model is called or where it lies changes no prediction.
    checkTable({ ...SMALL_CARD, name: 'other', file: '/elsewhere.onnx' }, 'small', METADATA);
  });
});
