import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { DeploymentError } from '../../src/core/errors.js';
import type { Tables } from '../../src/stores/prediction-store.js';
import { StoreReadError } from '../../src/stores/store-errors.js';
import { splitLocation } from '../../src/stores/store-location.js';
import { literalPassword, withoutPassword } from '../../src/stores/store-password.js';
import type { Server } from '../servers/start-server.mjs';
import { storesUnderTest } from './prediction-stores.js';
import { createTableRows, plan, readKeys, toBatches } from './table-rows.js';

const KILLED_BUILD = fileURLToPath(new URL('fixtures/killed-build.ts', import.meta.url));
const SERVERS = storesUnderTest().filter(({ store }) => store.id !== 'sqlite');

/** What only a store behind a network can do: refuse, be away, hang, and be shared. */
describe.each(SERVERS)('the server of prediction store $store.id', { timeout: 60_000 }, (subject) => {
  const { store } = subject;
  let server: Server;
  let target: string;
  let tables: Tables;

  beforeAll(async () => {
    server = (await subject.start()) as Server;
  }, 60_000);
  afterAll(() => server.stop());
  beforeEach(async () => {
    target = await subject.createTarget();
    tables = await store.connect(target);
  });
  afterEach(async () => {
    await tables.close();
    await subject.removeTarget(target);
  });

  /** The same target, with the password in the URL itself. */
  const literal = (): string => {
    const { username, password, host, pathname } = new URL(server.url);
    return `${new URL(server.url).protocol}//${username}:${password}@${host}${pathname}${new URL(target).search}`;
  };
  const failureOf = async (work: Promise<unknown>): Promise<Error> => {
    const error = await work.then(() => undefined).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    return error as Error;
  };

  test('is named, with its process', async () => {
    const found = await tables.server();
    expect(found?.title).toMatch(/^(PostgreSQL|Redis) \d+\.\d+.* at 127\.0\.0\.1:\d+$/);
    expect(found?.pid).toBe(server.pid());
  });

  test('takes a password that stands in the URL, and keeps it out of every location', async () => {
    const url = literal();
    const password = literalPassword(url) as string;
    expect(password.length).toBeGreaterThan(10);
    const others = await store.connect(url);
    const info = await others.build(plan(), toBatches([[1, 0.5]]));
    await others.publish('clicks', info.location);
    const locations = [info.location, (await others.current('clicks'))?.location, JSON.stringify(info)];
    for (const location of locations) expect(location).not.toContain(password);
    expect(splitLocation(info.location).url).toBe(withoutPassword(url));
    const reader = await store.open(info.location, { password });
    expect(await reader.get(1)).toBe(0.5);
    await reader.close();
    await others.close();
    // Without it there is no way in, and what is said of that has no password in it either.
    const error = await failureOf((async () => store.open(info.location))());
    expect(error).toMatchObject({ code: 'STORE_REFUSED' });
    expect(error.message).not.toContain(password);
  });

  test('that refuses the password, or is not there, gets a sentence that says where and what to do', async () => {
    const wrong = literal().replace(/:[^:@]+@/, ':wr0ngpassw0rd@');
    const refused = await failureOf((async () => store.connect(wrong))());
    expect(refused).toBeInstanceOf(DeploymentError);
    expect(refused).toMatchObject({ code: 'STORE_REFUSED' });
    const nobody = literal().replace(/:\d+(?=[/?])/, ':1');
    const unreachable = await failureOf((async () => store.connect(nobody))());
    expect(unreachable).toMatchObject({ code: 'STORE_UNREACHABLE' });
    expect(unreachable.message).toContain('127.0.0.1:1');
    expect(unreachable.message).toContain('start one');
    for (const { message } of [refused, unreachable]) {
      expect(message).not.toContain('wr0ngpassw0rd');
      expect(message).not.toContain(literalPassword(literal()));
    }
  });

  test('that hangs does not hold a connection up for ever', async () => {
    await server.pause();
    try {
      const error = await failureOf((async () => store.connect(target))());
      expect(error).toMatchObject({ code: 'STORE_UNREACHABLE' });
    } finally {
      await server.resume();
    }
  });

  test('costs the look-ups of the time in which it is away, and no more', async () => {
    const info = await tables.build(plan(), createTableRows(5000));
    await tables.publish('clicks', info.location);
    const reader = await store.open(info.location);
    const overlay = await store.openOverlay(info.location, info.schema);
    const write = async (key: number) => overlay.put({ keys: [key], values: [key / 7] });
    await write(1);
    const ask = (index: number) => Promise.resolve(reader.get(3 * index));
    let isReading = true;
    let answered = 0;
    const errors: unknown[] = [];
    const reading = Array.from({ length: 8 }, async (_, offset) => {
      for (let index = offset; isReading; index = (index + 8) % 5000) {
        try {
          expect(await ask(index)).toBe(index / 7);
          answered++;
        } catch (error) {
          errors.push(error);
          await sleep(1);
        }
      }
    });
    await sleep(200);
    expect(errors).toEqual([]);
    await server.kill();
    await sleep(200);
    // At once, not after a wait for a server that is not there.
    const startedMs = performance.now();
    expect(await failureOf(ask(1))).toMatchObject({ name: 'StoreReadError', code: 'STORE_DOWN' });
    expect(performance.now() - startedMs).toBeLessThan(500);
    expect(await failureOf(write(4))).toBeInstanceOf(Error);
    await server.start();
    const before = answered;
    await expect.poll(() => answered, { timeout: 20_000 }).toBeGreaterThan(before + 100);
    isReading = false;
    await Promise.all(reading);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.every((error) => error instanceof StoreReadError)).toBe(true);
    expect(await ask(4999)).toBe(4999 / 7);
    await expect
      .poll(
        () =>
          write(2).then(
            () => overlay.get(2),
            () => undefined,
          ),
        { timeout: 20_000 },
      )
      .toBe(2 / 7);
    await overlay.close();
    await reader.close();
    tables = await store.connect(target);
    expect(await tables.current('clicks')).toEqual(info);
  });

  test('that hangs gets look-ups answered with an error in the time they were given, and they work again after', async () => {
    const info = await tables.build(plan(), createTableRows(1000));
    const reader = await store.open(info.location, { timeoutMs: 200 });
    expect(await reader.get(3)).toBe(1 / 7);
    await server.pause();
    const startedMs = performance.now();
    const results = await Promise.allSettled([3, 6, 9].map(async (key) => reader.get(key)));
    expect(performance.now() - startedMs).toBeLessThan(5000);
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { name: 'StoreReadError' } });
    }
    await server.resume();
    const again = () => Promise.resolve(reader.get(3)).catch(() => undefined);
    await expect.poll(again, { timeout: 20_000 }).toBe(1 / 7);
    await reader.close();
  });

  test('keeps a temporary table as long as the connection that built it, or its readers', async () => {
    const owner = await store.connect(target, { temporary: true });
    const info = await owner.build(plan(), toBatches([[1, 1]]));
    await owner.publish('clicks', info.location);
    // Somebody else who connects, builds and prunes does not touch it.
    const stranger = await store.connect(target, { temporary: true });
    await stranger.build({ ...plan(), name: 'other' }, toBatches([[1, 2]]));
    await stranger.prune('clicks');
    expect(await readKeys(store, info.location, [1])).toEqual([1]);
    await stranger.close();
    expect(await subject.list(target)).toHaveLength(1);

    const reader = await store.open(info.location);
    await owner.close();
    expect(await reader.get(1)).toBe(1);
    await expect((async () => store.open(info.location))()).rejects.toMatchObject({ code: 'TABLE_MISSING' });
    expect(await tables.current('clicks')).toBeUndefined();
    await reader.close();
    await expect
      .poll(async () => {
        await (await store.connect(target)).close();
        return subject.list(target);
      })
      .toEqual([]);
  });

  test('loses the temporary tables of a process that was killed to the next one that connects', async () => {
    const kept = await tables.build({ ...plan(), name: 'kept' }, toBatches([[1, 1]]));
    const child = fork(KILLED_BUILD, [store.id, target, 'temporary'], { execArgv: ['--import', 'tsx'] });
    const [location] = (await once(child, 'message')) as [string];
    await (await store.connect(target)).close();
    expect(await readKeys(store, location, [3])).toEqual([1 / 7]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect
      .poll(async () => {
        await (await store.connect(target)).close();
        return subject.list(target);
      })
      .toHaveLength(1);
    expect(await readKeys(store, kept.location, [1])).toEqual([1]);
    await expect((async () => store.open(location))()).rejects.toMatchObject({ code: 'TABLE_MISSING' });
  });

  test('that is full fails the build, leaves nothing of it, and goes on serving', async () => {
    const info = await tables.build(plan(), toBatches([[1, 1]]));
    await tables.publish('clicks', info.location);
    await subject.limit?.(target, true);
    try {
      const error = await failureOf(tables.build(plan(), createTableRows(200_000)));
      expect(error).toMatchObject({ name: 'DeploymentError', code: 'TABLE_UNWRITABLE' });
      expect(error.message).toContain('it is full');
      expect(await subject.list(target)).toHaveLength(1);
      expect(await readKeys(store, info.location, [1])).toEqual([1]);
    } finally {
      await subject.limit?.(target, false);
    }
    expect((await tables.build(plan(), createTableRows(200_000))).rows).toBe(200_000);
  });

  test('that loses a table answers with errors, not with misses', async () => {
    const info = await tables.build(plan(), toBatches([[1, 1]]));
    const reader = await store.open(info.location);
    expect(await reader.get(2)).toBeUndefined();
    await subject.removeTarget(target);
    const outcome = () =>
      Promise.resolve(reader.get(1)).then(
        (value) => `value ${String(value)}`,
        (error: unknown) => (error instanceof StoreReadError ? error.code : String(error)),
      );
    await expect.poll(outcome, { timeout: 10_000 }).toBe('STORE_FAILED');
    await reader.close();
    await tables.close();
    target = await subject.createTarget();
    tables = await store.connect(target);
  });

  test('that is killed under a build fails it, and serves what was published before', async () => {
    const info = await tables.build(plan(), toBatches([[1, 1]]));
    await tables.publish('clicks', info.location);
    let killed: Promise<unknown> | undefined;
    async function* rows() {
      yield* createTableRows(100_000);
      killed = server.kill();
      await killed;
      yield* createTableRows(300_000);
    }
    const error = await failureOf(tables.build(plan(), rows()));
    expect(error).toMatchObject({ name: 'DeploymentError', code: 'TABLE_UNWRITABLE' });
    // The build may fail before the process has gone, and its data with another one.
    await killed;
    await server.start();
    await tables.close();
    tables = await store.connect(target);
    expect(await tables.current('clicks')).toEqual(info);
    await expect.poll(() => subject.list(target)).toHaveLength(1);
  });
});
