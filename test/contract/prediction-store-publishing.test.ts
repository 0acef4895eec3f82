import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { Key, RowBatch, Tables, Value } from '../../src/stores/prediction-store.js';
import type { Server } from '../servers/start-server.mjs';
import { storesUnderTest } from './prediction-stores.js';
import { createTableRows, INTEGER_REAL, plan, readKeys, toBatches } from './table-rows.js';

const KILLED_BUILD = fileURLToPath(new URL('fixtures/killed-build.ts', import.meta.url));

describe.each(storesUnderTest())(
  'publishing in prediction store $store.id',
  { timeout: 60_000 },
  (subject) => {
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

    test.each(['', '../clicks', 'a/b', '.hidden', 'a b'])('refuses the name "%s"', async (name) => {
      const bad = tables.build({ name, schema: INTEGER_REAL, metadata: {} }, []);
      await expect(bad).rejects.toMatchObject({ code: 'TABLE_NAME_INVALID' });
    });

    test('publishes while readers hold the old table', async () => {
      expect(await tables.current('clicks')).toBeUndefined();
      const old = await tables.build(plan(), createTableRows(5000));
      await tables.publish('clicks', old.location);
      expect(await tables.current('clicks')).toEqual(old);
      const reader = await store.open(old.location);
      expect(await reader.get(3)).toBe(1 / 7);

      const fresh = await tables.build(plan(), toBatches([[3, 99]]));
      expect(await tables.current('clicks')).toEqual(old);
      await tables.publish('clicks', fresh.location);
      expect(await tables.current('clicks')).toEqual(fresh);
      await tables.prune('clicks');

      expect(await reader.get(3 * 4999)).toBe(4999 / 7);
      expect(await reader.get(3)).toBe(1 / 7);
      await reader.close();
      expect(await readBack(fresh.location, [3, 6])).toEqual([99, undefined]);
      await expect((async () => store.open(old.location))()).rejects.toMatchObject({ code: 'TABLE_MISSING' });
    });

    test('keeps names apart', async () => {
      const clicks = await tables.build(plan(), toBatches([[1, 1]]));
      const other = await tables.build({ ...plan(), name: 'clicks-2' }, toBatches([[1, 2]]));
      await tables.publish('clicks', clicks.location);
      await tables.publish('clicks-2', other.location);
      const next = await tables.build(plan(), toBatches([[1, 3]]));
      await tables.publish('clicks', next.location);
      expect(await tables.prune('clicks')).toEqual([clicks.location]);
      expect((await tables.current('clicks-2'))?.location).toBe(other.location);
      await expect((async () => tables.publish('clicks-2', next.location))()).rejects.toMatchObject({
        code: 'TABLE_INVALID',
      });
    });

    test('prunes neither the current table nor one that waits to be published', async () => {
      expect(await tables.prune('clicks')).toEqual([]);
      const current = await tables.build(plan(), toBatches([[1, 1]]));
      await tables.publish('clicks', current.location);
      const waiting = await tables.build(plan(), toBatches([[1, 2]]));
      expect(await tables.prune('clicks')).toEqual([]);
      await tables.publish('clicks', waiting.location);
      expect(await tables.prune('clicks')).toEqual([current.location]);
      // The same table again: it takes the place of the pruned one.
      const again = await tables.build(plan(), toBatches([[1, 1]]));
      expect(again).toEqual(current);
      expect(await tables.prune('clicks')).toEqual([]);
    });

    test('builds the same table twice, while it is read, and tells metadata apart', async () => {
      const first = await tables.build(plan(INTEGER_REAL, { model: 'a' }), createTableRows(1000));
      const reader = await store.open(first.location);
      const second = await tables.build(plan(INTEGER_REAL, { model: 'a' }), createTableRows(1000));
      expect(second).toEqual(first);
      expect(await reader.get(3)).toBe(1 / 7);
      await reader.close();
      const other = await tables.build(plan(INTEGER_REAL, { model: 'b' }), createTableRows(1000));
      expect(other.checksum).toBe(first.checksum);
      expect(other.location).not.toBe(first.location);
    });

    test('builds two tables of one name at once', async () => {
      const builds = [1, 2, 3].map((value) => tables.build(plan(), slowly([[1, value]])));
      const locations = (await Promise.all(builds)).map(({ location }) => location);
      for (const [i, location] of locations.entries()) expect(await readBack(location, [1])).toEqual([i + 1]);
      expect(await subject.list(target)).toHaveLength(3);
    });

    test('replaces a damaged table by a build of the same', async () => {
      const info = await tables.build(plan(), createTableRows(5000));
      await subject.damage(info.location);
      expect(await tables.build(plan(), createTableRows(5000))).toEqual(info);
      expect(await readBack(info.location, [3 * 4999])).toEqual([4999 / 7]);
    });

    test('refuses what is not a whole table, and names it', async () => {
      const info = await tables.build(plan(), createTableRows(5000));
      await tables.publish('clicks', info.location);
      await subject.damage(info.location);
      const invalid = {
        code: 'TABLE_INVALID',
        message: expect.stringContaining(info.location),
        next: expect.any(String),
      };
      await expect((async () => store.open(info.location))()).rejects.toMatchObject(invalid);
      await expect((async () => tables.current('clicks'))()).rejects.toMatchObject(invalid);
      await expect((async () => tables.publish('clicks', info.location))()).rejects.toMatchObject(invalid);
      const foreign = await subject.createForeign(target);
      await expect((async () => store.open(foreign))()).rejects.toMatchObject({ code: 'TABLE_INVALID' });
    });

    test('leaves nothing of a build that is aborted or whose rows fail', async () => {
      const controller = new AbortController();
      async function* aborting() {
        yield* createTableRows(2000);
        controller.abort(new Error('enough'));
        yield* toBatches([[1, 1]]);
        throw new Error('not reached');
      }
      await expect(tables.build(plan(), aborting(), controller.signal)).rejects.toThrow('enough');
      async function* failing() {
        yield* createTableRows(2000);
        throw new Error('no more rows');
      }
      await expect(tables.build(plan(), failing())).rejects.toThrow('no more rows');
      expect(await subject.list(target)).toEqual([]);
    });

    test('serves the published table after a build was killed, and the next build cleans up', async () => {
      const info = await tables.build(plan(), toBatches([[1, 1]]));
      await tables.publish('clicks', info.location);
      const before = await subject.list(target);

      const child = fork(KILLED_BUILD, [store.id, target], { execArgv: ['--import', 'tsx'] });
      await once(child, 'message');
      expect((await subject.list(target)).length).toBeGreaterThan(before.length);
      // A build that goes on is left alone.
      await tables.build(plan(), toBatches([[1, 1]]));
      expect((await subject.list(target)).length).toBeGreaterThan(before.length);
      child.kill('SIGKILL');
      await once(child, 'exit');

      expect(await tables.current('clicks')).toEqual(info);
      expect(await readBack(info.location, [1])).toEqual([1]);
      const next = await tables.build(plan(), toBatches([[1, 2]]));
      await tables.publish('clicks', next.location);
      await tables.prune('clicks');
      expect(await subject.list(target)).toHaveLength(before.length);
    });
  },
);

async function* slowly(pairs: readonly (readonly [Key, Value])[]): AsyncGenerator<RowBatch> {
  for (const batch of toBatches(pairs)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    yield batch;
  }
}
