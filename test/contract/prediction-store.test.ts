import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { Key, RowBatch, TableSchema, Tables, Value } from '../../src/stores/prediction-store.js';
import type { Server } from '../servers/start-server.mjs';
import { storesUnderTest } from './prediction-stores.js';
import { bytes, createTableRows, INTEGER_REAL, plain, plan, readKeys, toBatches } from './table-rows.js';

const CASES: { schema: TableSchema; pairs: [Key, Value][]; absent: Key[] }[] = [
  {
    schema: { key: 'integer', value: 'real' },
    pairs: [
      [0, 0.1],
      [1, -1.5],
      [2, Infinity],
      [3, NaN],
      [4, 5e-324],
      [5, 1e300],
      [6, 42],
      [7, Math.fround(0.3)],
      [2 ** 53 - 1, 7],
      [2n ** 53n, 8],
      [2n ** 53n + 1n, 9],
      [2n ** 63n - 1n, 10],
    ],
    absent: [8, 2n ** 53n + 2n, 2n ** 63n - 2n],
  },
  {
    schema: { key: 'integer', value: 'bytes' },
    pairs: [
      [0, bytes()],
      [9, bytes(0)],
      [2n ** 62n, bytes(255, 0, 1)],
      [2n ** 62n + 1n, new Uint8Array(100_000).fill(7)],
    ],
    absent: [1, 2n ** 62n + 2n],
  },
  {
    schema: { key: 'bytes', value: 'real' },
    pairs: [
      [bytes(), 1],
      [bytes(0), 2],
      [bytes(0, 0), 3],
      [bytes(1), 4],
      [bytes(127, 255), 5],
      [bytes(128), 6],
      [bytes(255, 255), 7],
    ],
    absent: [bytes(2), bytes(0, 0, 0)],
  },
  {
    schema: { key: 'bytes', value: 'bytes' },
    pairs: [
      [bytes(1, 2), bytes(3, 4)],
      [new Uint8Array(100_000).fill(9), new Uint8Array(100_000).fill(8)],
    ],
    absent: [bytes(1), bytes(1, 2, 3)],
  },
];

describe.each(storesUnderTest())('prediction store $store.id', { timeout: 60_000 }, (subject) => {
  const { store } = subject;
  let server: Server | undefined;
  let target: string;
  let tables: Tables;

  beforeAll(async () => {
    server = await subject.start();
  }, 60_000);
  afterAll(() => server?.stop());

  beforeEach(async () => {
    target = await subject.createTarget();
    tables = await store.connect(target);
  });
  afterEach(async () => {
    await tables.close();
    await subject.removeTarget(target);
  });

  const readBack = (location: string, keys: readonly Key[]) => readKeys(store, location, keys);

  test.each(CASES)('keeps $schema.key -> $schema.value', async ({ schema, pairs, absent }) => {
    const info = await tables.build(plan(schema, { model: 'abc', keys: 'top 3' }), toBatches(pairs, 3));
    const expected = pairs.map(([, value]) => plain(value));
    expect(
      await readBack(
        info.location,
        pairs.map(([key]) => key),
      ),
    ).toEqual(expected);
    expect(await readBack(info.location, absent)).toEqual(absent.map(() => undefined));
    expect(info).toMatchObject({ schema, rows: pairs.length, metadata: { model: 'abc', keys: 'top 3' } });
    expect(info.bytes).toBeGreaterThan(0);
    const reader = await store.open(info.location);
    expect(reader.table).toEqual(info);
    await reader.close();
  });

  test.each(CASES)(
    'gives $schema.key -> $schema.value the same checksum in any order',
    async ({ schema, pairs }) => {
      const ordered = await tables.build(plan(schema), toBatches(pairs));
      const reversed = await tables.build(plan(schema), toBatches(pairs.toReversed(), 2));
      expect(reversed.checksum).toBe(ordered.checksum);
      expect(ordered.checksum).toMatch(/^[0-9a-f]{64}$/);
      expect(
        await readBack(
          reversed.location,
          pairs.map(([key]) => key),
        ),
      ).toEqual(pairs.map(([, value]) => plain(value)));
    },
  );

  test('looks a small key up as a number and as a bigint', async () => {
    const { location } = await tables.build(
      plan(),
      toBatches([
        [5n, 1],
        [6, 2],
      ]),
    );
    expect(await readBack(location, [5, 5n, 6, 6n])).toEqual([1, 1, 2, 2]);
  });

  test('keeps any map', async () => {
    const key = fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }));
    const rows = fc.uniqueArray(fc.tuple(key, fc.double()), { selector: ([k]) => BigInt(k), maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 150 }), async (pairs, batchSize) => {
        const info = await tables.build(plan(), toBatches(pairs, batchSize));
        expect(info.rows).toBe(pairs.length);
        const values = pairs.map(([, value]) => (Object.is(value, -0) ? 0 : value));
        const found = await readBack(
          info.location,
          pairs.map(([k]) => k),
        );
        expect(found.map((value) => (value === 0 ? 0 : value))).toEqual(values);
      }),
      { numRuns: subject.numRuns },
    );
  });

  test('keeps any map of bytes, and its checksum tells different ones apart', async () => {
    const some = fc.uint8Array({ maxLength: 12 });
    const rows = fc.uniqueArray(fc.tuple(some, some), {
      selector: ([k]) => k.join(),
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(rows, async (pairs) => {
        const schema: TableSchema = { key: 'bytes', value: 'bytes' };
        const info = await tables.build(plan(schema), toBatches(pairs));
        expect(
          await readBack(
            info.location,
            pairs.map(([k]) => k),
          ),
        ).toEqual(pairs.map(([, value]) => plain(value)));
        const [[key, value], ...rest] = pairs as [[Uint8Array, Uint8Array], ...[Uint8Array, Uint8Array][]];
        const other = await tables.build(plan(schema), toBatches([...rest, [key, bytes(...value, 1)]]));
        expect(other.checksum).not.toBe(info.checksum);
      }),
      { numRuns: subject.numRuns },
    );
  });

  test('takes typed arrays, and makes the same table of them', async () => {
    const numbers = [0, 3, 2 ** 32, 2 ** 53 - 1];
    const wide = [2n ** 53n, 2n ** 62n + 1n, 2n ** 63n - 1n];
    const pairs: [Key, Value][] = [...numbers, ...wide].map((key, row) => [key, row / 7]);
    const typed: RowBatch[] = [
      { keys: Float64Array.from(numbers), values: Float64Array.from(numbers, (_, row) => row / 7) },
      { keys: BigUint64Array.from(wide), values: Float64Array.from(wide, (_, row) => (row + 4) / 7) },
    ];
    const plainly = await tables.build(plan(INTEGER_REAL, { rows: 'plain' }), toBatches(pairs));
    const table = await tables.build(plan(INTEGER_REAL, { rows: 'typed' }), typed);
    expect(table).toMatchObject({ rows: 7, checksum: plainly.checksum });
    const keys = pairs.map(([key]) => key);
    expect(await readKeys(store, table.location, keys)).toEqual(pairs.map(([, value]) => value));
  });

  test('builds an empty table', async () => {
    const info = await tables.build(plan(), []);
    expect(info.rows).toBe(0);
    expect(await readBack(info.location, [0, 1])).toEqual([undefined, undefined]);
    const ofBytes = await tables.build(plan({ key: 'bytes', value: 'real' }), [{ keys: [], values: [] }]);
    expect(ofBytes.checksum).not.toBe(info.checksum);
  });

  test('is compact whatever the order of the rows', async () => {
    const batches = [...createTableRows(50_000)];
    const shuffled = batches.map((_, i) => batches[(i * 7) % batches.length] as RowBatch);
    for (const rows of [batches, shuffled]) {
      const info = await tables.build(plan(), rows);
      expect(info.rows).toBe(50_000);
      expect(info.bytes / info.rows).toBeGreaterThan(8);
      expect(info.bytes / info.rows).toBeLessThan(subject.maxBytesPerRow);
      await tables.close();
      await subject.removeTarget(target);
      target = await subject.createTarget();
      tables = await store.connect(target);
    }
  });

  test('has a checksum that never changes', async () => {
    const info = await tables.build(
      plan(),
      toBatches([
        [1, 0.5],
        [2n ** 60n, -0],
      ]),
    );
    expect(info.checksum).toBe(
      // sha256 of 'servebench table 1 integer real\n', then key (>Q) and value (<d) of each row.
      '7d79334282fb3ac7e71c1263ce978d58625f7c621c8d49069cc3ee2f314d1bf6',
    );
  });

  test.each([
    [
      'next to each other',
      [
        [1, 1],
        [2, 2],
        [2, 3],
        [4, 4],
      ],
    ],
    ['far apart', [...Array(500).keys()].map((i) => [i === 499 ? 3 : i, i])],
    [
      'as number and bigint',
      [
        [1, 1],
        [1n, 2],
      ],
    ],
  ] as [string, [Key, Value][]][])('refuses equal keys %s', async (_, pairs) => {
    await expect(tables.build(plan(), toBatches(pairs, 2))).rejects.toMatchObject({
      code: 'TABLE_DUPLICATE_KEY',
    });
    expect(await subject.list(target)).toEqual([]);
  });

  test.each([
    ['a negative key', INTEGER_REAL, { keys: [-1], values: [1] }],
    ['a fraction as key', INTEGER_REAL, { keys: [1.5], values: [1] }],
    ['a number that is not exact', INTEGER_REAL, { keys: [2 ** 53], values: [1] }],
    ['a key of 64 bits', INTEGER_REAL, { keys: [2n ** 63n], values: [1] }],
    ['bytes as integer key', INTEGER_REAL, { keys: [bytes(1)], values: [1] }],
    ['an integer as key of bytes', { key: 'bytes', value: 'real' }, { keys: [1], values: [1] }],
    ['bytes as real', INTEGER_REAL, { keys: [1], values: [bytes(1)] }],
    ['a real as bytes', { key: 'integer', value: 'bytes' }, { keys: [1], values: [1] }],
    ['a key without value', INTEGER_REAL, { keys: [1, 2], values: [1] }],
  ] as [string, TableSchema, RowBatch][])('refuses %s', async (_, schema, batch) => {
    await expect(tables.build(plan(schema), [batch])).rejects.toThrow(TypeError);
    expect(await subject.list(target)).toEqual([]);
  });
});
