import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { openArtifactReader } from '../../../src/artifacts/artifact-reader.js';
import { openArtifactStore } from '../../../src/artifacts/artifact-store.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'servebench-artifacts-'));
  file = join(folder, 'artifacts.db');
});
afterEach(() => {
  vi.useRealTimers();
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true });
});

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function runFixture(name: string, ...args: string[]) {
  const path = fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));
  return fork(path, args, { execArgv: ['--import', 'tsx'] });
}

describe('artifact store', () => {
  test('gives back what was published, version by version', () => {
    const store = openArtifactStore(file);
    expect(store.resolve('clicks')).toBeUndefined();
    const first = store.publish({
      model: 'clicks',
      bytes: bytes(1, 2),
      card: { name: 'clicks', inputs: ['a'] },
    });
    expect(first).toMatchObject({ version: 1, sha256: sha256(bytes(1, 2)), bytes: 2, created: true });
    expect(store.publish({ model: 'clicks', bytes: bytes(3), card: null })).toMatchObject({ version: 2 });
    expect(store.publish({ model: 'digits', bytes: bytes(), card: [] })).toMatchObject({
      version: 1,
      bytes: 0,
    });

    expect(store.resolve('clicks', 1)).toMatchObject({
      version: 1,
      bytes: 2,
      card: { name: 'clicks', inputs: ['a'] },
    });
    expect(store.resolve('clicks')).toMatchObject({ version: 2, card: null });
    expect(store.resolve('clicks', 3)).toBeUndefined();
    expect(store.resolve('other')).toBeUndefined();
    expect(Uint8Array.from(store.read(first.sha256))).toEqual(bytes(1, 2));
    expect(store.list().map(({ model, version }) => `${model}@${version}`)).toEqual([
      'clicks@2',
      'clicks@1',
      'digits@1',
    ]);
    expect(() => store.read('0'.repeat(64))).toThrow(expect.objectContaining({ code: 'ARTIFACT_UNKNOWN' }));
    store.close();
  });

  test('makes a version of every change, and of nothing else', () => {
    const store = openArtifactStore(file);
    const versions = [
      { bytes: bytes(1), card: { a: 1, b: 2 } },
      { bytes: bytes(1), card: { b: 2, a: 1 } },
      { bytes: bytes(1), card: { a: 1, b: 3 } },
      { bytes: bytes(2), card: { a: 1, b: 3 } },
      { bytes: bytes(1), card: { a: 1, b: 2 } },
    ].map((publication) => {
      const { version, created } = store.publish({ model: 'clicks', ...publication });
      return [version, created];
    });
    // The last one is a roll-back to the first: it must become the newest.
    expect(versions).toEqual([
      [1, true],
      [1, false],
      [2, true],
      [3, true],
      [4, true],
    ]);
    store.close();
  });

  test('stores equal content once, and counts what is on disk', () => {
    const store = openArtifactStore(file);
    const content = new Uint8Array(1_000_000).fill(1);
    for (const model of ['a', 'b', 'c']) store.publish({ model, bytes: content, card: model });
    expect(store.storageBytes()).toBeGreaterThan(1_000_000);
    expect(store.storageBytes()).toBeLessThan(1_200_000);
    store.publish({ model: 'a', bytes: content.with(0, 2), card: 'a' });
    expect(store.storageBytes()).toBeGreaterThan(2_000_000);
    store.close();
    expect(readFileSync(file).length).toBeGreaterThan(2_000_000);
  });

  test('refuses content that is not what was published', () => {
    const store = openArtifactStore(file);
    const { sha256: id } = store.publish({ model: 'clicks', bytes: bytes(1, 2, 3), card: null });
    store.close();
    const db = new Database(file);
    db.prepare('UPDATE content SET bytes = ?').run(bytes(1, 2, 4));
    db.close();
    const reader = openArtifactReader(file);
    expect(() => reader.read(id)).toThrow(expect.objectContaining({ code: 'ARTIFACT_CORRUPT' }));
    reader.close();
  });

  test('is not made by reading, and refuses other files untouched', () => {
    expect(() => openArtifactReader(file)).toThrow(
      expect.objectContaining({ code: 'ARTIFACT_STORE_MISSING' }),
    );
    expect(existsSync(file)).toBe(false);

    const invalid = expect.objectContaining({
      code: 'ARTIFACT_STORE_INVALID',
      message: expect.stringContaining(file),
    });
    writeFileSync(file, 'something else '.repeat(500));
    const before = readFileSync(file);
    expect(() => openArtifactReader(file)).toThrow(invalid);
    expect(() => openArtifactStore(file)).toThrow(invalid);
    expect(readFileSync(file)).toEqual(before);

    rmSync(file);
    new Database(file).exec('CREATE TABLE other (x)').close();
    expect(() => openArtifactStore(file)).toThrow(invalid);
    expect(new Database(file).pragma('journal_mode', { simple: true })).toBe('delete');
  });

  test('refuses half a store and a newer one', () => {
    const store = openArtifactStore(file);
    store.publish({ model: 'clicks', bytes: new Uint8Array(500_000), card: null });
    store.close();
    const db = new Database(file);
    db.pragma('user_version = 2');
    db.close();
    expect(() => openArtifactReader(file)).toThrow('its format is 2');
    truncateSync(file, 100_000);
    expect(() => openArtifactReader(file)).toThrow(
      expect.objectContaining({ code: 'ARTIFACT_STORE_INVALID' }),
    );
  });

  test('says which folder cannot be used', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => openArtifactStore(join(folder, 'file', 'artifacts.db'))).toThrow(
      expect.objectContaining({
        code: 'ARTIFACT_STORE_UNWRITABLE',
        message: expect.stringContaining(folder),
      }),
    );
  });

  test('tells a watcher of each new version until it is stopped', () => {
    vi.useFakeTimers();
    const store = openArtifactStore(file);
    store.publish({ model: 'clicks', bytes: bytes(1), card: null });
    const reader = openArtifactReader(file);
    const seen: number[] = [];
    const failures: unknown[] = [];
    const options = { intervalMs: 1000, onError: (error: unknown) => failures.push(error) };
    const stop = reader.watch('clicks', ({ version }) => seen.push(version), options);
    const late: number[] = [];
    reader.watch('clicks', ({ version }) => late.push(version), { ...options, since: 0 });
    const own: number[] = [];
    store.watch('clicks', ({ version }) => own.push(version), options);

    vi.advanceTimersByTime(3000);
    expect(seen).toEqual([]);
    expect(late).toEqual([1]);
    store.publish({ model: 'clicks', bytes: bytes(2), card: null });
    store.publish({ model: 'other', bytes: bytes(3), card: null });
    expect(seen).toEqual([]);
    vi.advanceTimersByTime(2000);
    expect([seen, late, own]).toEqual([[2], [1, 2], [2]]);
    stop();
    store.publish({ model: 'clicks', bytes: bytes(4), card: null });
    vi.advanceTimersByTime(1000);
    expect([seen, late, own]).toEqual([[2], [1, 2, 3], [2, 3]]);
    expect(failures).toEqual([]);
    reader.close();
    vi.advanceTimersByTime(1000);
    expect(failures).toHaveLength(1);
    store.close();
    expect(() => store.watch('clicks', () => undefined, { ...options, intervalMs: 999 })).toThrow(RangeError);
  });

  test('lets two processes create it and publish at once, while a third reads', async () => {
    const publishers = ['1', '2'].map((first) => runFixture('publisher', file, 'clicks', first, '20'));
    const exits = publishers.map((child) => once(child, 'exit'));
    await Promise.all(publishers.map((child) => once(child, 'message')));
    const reader = openArtifactReader(file);
    const first: { told: string; read: string }[] = [];
    const done = Promise.all(exits);
    while (publishers.some((child) => child.exitCode === null && child.signalCode === null)) {
      const artifact = reader.resolve('clicks');
      const told = (artifact?.card as { first: string } | undefined)?.first;
      if (artifact && told) first.push({ told, read: String(reader.read(artifact.sha256)[0]) });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect((await done).map(([code]) => code)).toEqual([0, 0]);
    expect(first.length).toBeGreaterThan(3);
    expect(first.filter(({ told, read }) => told !== read)).toEqual([]);
    expect(reader.list().map(({ version }) => version)).toEqual([...Array(40).keys()].map((i) => 40 - i));
    reader.close();
  });

  test('waits for a process that looks at the store while it is created', async () => {
    openArtifactStore(file).close();
    const db = new Database(file);
    db.pragma('journal_mode = DELETE');
    db.close();
    const holder = runFixture('lock-holder', file);
    await once(holder, 'message');
    const store = openArtifactStore(file);
    expect(store.publish({ model: 'clicks', bytes: bytes(1), card: null }).version).toBe(1);
    store.close();
    const [code] = await once(holder, 'exit');
    expect(code).toBe(0);
  });

  test.skipIf(process.platform === 'win32')(
    'is read from a folder that the reader cannot write',
    async () => {
      const store = openArtifactStore(file);
      store.publish({ model: 'clicks', bytes: bytes(1, 2), card: null });
      chmodSync(folder, 0o555);
      const whileOpen = runFixture('unprivileged-reader', file, 'clicks');
      expect((await once(whileOpen, 'message'))[0]).toEqual({ version: 1, bytes: [1, 2] });
      chmodSync(folder, 0o755);
      store.publish({ model: 'clicks', bytes: bytes(3), card: null });
      store.close();
      chmodSync(folder, 0o555);
      const afterwards = runFixture('unprivileged-reader', file, 'clicks');
      expect((await once(afterwards, 'message'))[0]).toEqual({ version: 2, bytes: [3] });
    },
  );
});
