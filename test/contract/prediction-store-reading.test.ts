import * as fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { Key, Tables, Value } from '../../src/stores/prediction-store.js';
import type { Server } from '../servers/start-server.mjs';
import { storesUnderTest } from './prediction-stores.js';
import { bytes, createTableRows, plain, plan, toBatches } from './table-rows.js';

describe.each(storesUnderTest())('reading prediction store $store.id', { timeout: 60_000 }, (subject) => {
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

  test('gives back every bit of a value', async () => {
    // -0 may come back as 0, and a NaN is a NaN.
    const bits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((pattern) => {
      const value = new Float64Array(BigUint64Array.of(pattern).buffer)[0] as number;
      return Number.isNaN(value) || value === 0 ? Number.MIN_VALUE : value;
    });
    await fc.assert(
      fc.asyncProperty(fc.array(bits, { minLength: 1, maxLength: 500 }), async (values) => {
        const info = await tables.build(plan(), toBatches(values.map((value, key) => [key, value])));
        const reader = await store.open(info.location);
        const found = await Promise.all(values.map((_, key) => reader.get(key)));
        expect(new Uint8Array(Float64Array.from(found as number[]).buffer)).toEqual(
          new Uint8Array(Float64Array.from(values).buffer),
        );
        await reader.close();
      }),
      { numRuns: subject.numRuns },
    );
  });

  test('answers look-ups that come at once each with its own value, misses and repeated keys among them', async () => {
    const cases: [Parameters<typeof plan>[0], (key: number) => Key, (key: number) => Value][] = [
      [{ key: 'integer', value: 'real' }, (key) => key, (key) => key / 7],
      [{ key: 'integer', value: 'bytes' }, (key) => 2n ** 62n + BigInt(key), (key) => bytes(key % 256, 1)],
      [{ key: 'bytes', value: 'real' }, (key) => bytes(key >> 8, key & 255, 0), (key) => -1 - key],
    ];
    for (const [schema, keyOf, valueOf] of cases) {
      const known = Array.from({ length: 3000 }, (_, index) => index);
      const rows = known.map((key): [Key, Value] => [keyOf(key), valueOf(key)]);
      const info = await tables.build(plan(schema), toBatches(rows, 100));
      const reader = await store.open(info.location);
      // More than go in one message, in no order, every third absent, the first ones again and again.
      const asked = Array.from(
        { length: 5000 },
        (_, index) => (index * 7919) % (index % 2 === 0 ? 4500 : 50),
      );
      const found = await Promise.all(asked.map((key) => reader.get(keyOf(key))));
      expect(found.map(plain)).toEqual(asked.map((key) => (key < 3000 ? plain(valueOf(key)) : undefined)));
      await reader.close();
    }
  });

  test('looks up in 200,000 rows', async () => {
    const info = await tables.build(plan(), createTableRows(200_000));
    expect(info.rows).toBe(200_000);
    const reader = await store.open(info.location);
    const indexes = Array.from({ length: 2000 }, (_, index) => (index * 99_991) % 200_000);
    const found = await Promise.all(indexes.map((index) => reader.get(3 * index)));
    expect(found).toEqual(indexes.map((index) => index / 7));
    const absent = await Promise.all(indexes.map((index) => reader.get(3 * index + 1)));
    expect(new Set(absent)).toEqual(new Set([undefined]));
    await reader.close();
  });

  test('reads one table or the other, whole, while a new one takes its place', async () => {
    const generation = (value: number) => toBatches([...Array(500).keys()].map((key) => [key, value]));
    const first = await tables.build(plan(), generation(1));
    await tables.publish('clicks', first.location);
    let isSwitching = true;
    const seen = new Set<string>();
    const readers = [0, 1, 2].map(async () => {
      while (isSwitching) {
        const info = await tables.current('clicks');
        // Between the pointer and the table it may have been pruned: then the reader looks at the pointer again.
        const reader = await Promise.resolve(store.open(info?.location ?? '')).catch(() => undefined);
        if (!reader) continue;
        const values = await Promise.all([...Array(500).keys()].map((key) => reader.get(key)));
        expect(new Set(values).size).toBe(1);
        seen.add(String(values[0]));
        await reader.close();
        await sleep(1);
      }
    });
    for (let value = 2; value <= 6; value++) {
      const next = await tables.build(plan(), generation(value));
      await tables.publish('clicks', next.location);
      await tables.prune('clicks');
      await sleep(20);
    }
    isSwitching = false;
    await Promise.all(readers);
    expect(seen.size).toBeGreaterThan(1);
    await tables.prune('clicks');
    expect((await subject.list(target)).filter((name) => /rows|\.db$/.test(name))).toHaveLength(1);
  });
});
