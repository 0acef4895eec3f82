import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { Key, Overlay, TableInfo, Tables, TableSchema } from '../../src/stores/prediction-store.js';
import type { Server } from '../servers/start-server.mjs';
import { storesUnderTest } from './prediction-stores.js';
import { plan, toBatches } from './table-rows.js';

const BYTES: TableSchema = { key: 'bytes', value: 'bytes' };

describe.each(storesUnderTest())('rows beside a table of $store.id', { timeout: 60_000 }, (subject) => {
  const { store } = subject;
  let server: Server | undefined;
  let target: string;
  let tables: Tables;
  let table: TableInfo;
  let overlay: Overlay | undefined;

  beforeAll(async () => {
    server = await subject.start();
  }, 60_000);
  afterAll(() => server?.stop());
  beforeEach(async () => {
    target = await subject.createTarget();
    tables = await store.connect(target);
    table = await tables.build(plan(), toBatches([[1, 0.5]]));
  });
  afterEach(async () => {
    await overlay?.close();
    overlay = undefined;
    await tables.close();
    await subject.removeTarget(target);
  });
  const open = async (schema: TableSchema = table.schema): Promise<Overlay> =>
    (overlay = await store.openOverlay(table.location, schema));
  const read = (rows: Overlay, keys: readonly Key[]): Promise<unknown[]> =>
    Promise.all(keys.map((key) => rows.get(key)));

  test('are found as they were written, and the table stays as it was', async () => {
    const rows = await open();
    const largest = 2n ** 63n - 1n;
    await rows.put({ keys: [2, 7, largest], values: [0.25, 1 / 3, -1e300] });
    await rows.put({ keys: [7, 8], values: [1 / 3, 0.75] });
    expect(await read(rows, [1, 2, 7, largest, 8])).toEqual([undefined, 0.25, 1 / 3, -1e300, 0.75]);
    const reader = await store.open(table.location);
    expect(reader.table).toEqual(table);
    expect(await reader.get(2)).toBeUndefined();
    await reader.close();
  });

  test('may be bytes', async () => {
    const rows = await open(BYTES);
    const [key, value] = [Uint8Array.of(0, 255, 10), Uint8Array.of(1, 0, 2)];
    await rows.put({ keys: [key], values: [value] });
    const found = await rows.get(key);
    expect(Buffer.from(found as Uint8Array)).toEqual(Buffer.from(value));
    expect(await rows.get(Uint8Array.of(0, 255))).toBeUndefined();
  });

  test('are gone once they are cleared, and can be written again', async () => {
    const rows = await open();
    await rows.put({ keys: [2], values: [0.25] });
    await rows.clear();
    expect(await rows.get(2)).toBeUndefined();
    await rows.put({ keys: [2], values: [0.5] });
    expect(await rows.get(2)).toBe(0.5);
  });

  test('belong to one application, and leave nothing behind', async () => {
    const before = await subject.list(target);
    const rows = await open();
    const other = await store.openOverlay(table.location, table.schema);
    await rows.put({ keys: [2], values: [0.25] });
    expect(await other.get(2)).toBeUndefined();
    // Whoever connects meanwhile sweeps what nobody holds.
    await (await store.connect(target)).close();
    expect(await rows.get(2)).toBe(0.25);
    await other.close();
    await rows.close();
    overlay = undefined;
    expect(await subject.list(target)).toEqual(before);
  });
});
