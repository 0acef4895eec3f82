import { describe, expect, it } from 'vitest';

import { createWriteBack } from '../../../../src/serving/precomputed/write-back.js';
import type { Key, Overlay, Value } from '../../../../src/stores/prediction-store.js';

/** Rows in memory, written when the test lets them. */
function fakeOverlay(): Overlay & {
  rows: Map<Key, Value>;
  writes: number[];
  gate: Promise<void>;
  fails: boolean;
} {
  const overlay = {
    rows: new Map<Key, Value>(),
    writes: [] as number[],
    gate: Promise.resolve(),
    fails: false,
    get: (key: Key) => overlay.rows.get(key),
    put: async ({ keys, values }: Parameters<Overlay['put']>[0]) => {
      await overlay.gate;
      if (overlay.fails) throw new Error('full');
      overlay.writes.push(keys.length);
      for (let row = 0; row < keys.length; row++) overlay.rows.set(keys[row] as Key, values[row] as Value);
    },
    clear: () => overlay.rows.clear(),
    close: () => undefined,
  };
  return overlay;
}

const BOUNDS = { maxRows: 100, maxQueue: 60 };

describe('writing live answers back', () => {
  it('writes in batches behind the request, each key once', async () => {
    const overlay = fakeOverlay();
    const added = createWriteBack(overlay, BOUNDS);
    for (let key = 0; key < 60; key++) added.offer(key, key / 2);
    added.offer(3, 1.5);
    expect(overlay.writes).toEqual([]);
    expect(added.lookUp(3)).toBeUndefined();
    await expect.poll(() => added.counts().written).toBe(60);
    expect(overlay.writes).toEqual([50, 10]);
    expect(added.lookUp(3)).toBe(1.5);
    added.offer(3, 1.5);
    await added.close();
    expect(added.counts()).toEqual({ written: 60, dropped: 0, failed: 0, beyond: 0 });
  });

  it('drops what a full queue does not take, and keeps to its bound of rows', async () => {
    const overlay = fakeOverlay();
    let release: () => void = () => undefined;
    overlay.gate = new Promise((resolve) => (release = resolve));
    const added = createWriteBack(overlay, { maxRows: 70, maxQueue: 60 });
    for (let key = 0; key < 65; key++) added.offer(key, 1);
    expect(added.counts().dropped).toBe(5);
    release();
    await expect.poll(() => added.counts().written).toBe(60);
    for (let key = 100; key < 120; key++) added.offer(key, 1);
    await expect.poll(() => added.counts().written).toBe(70);
    expect(added.counts()).toEqual({ written: 70, dropped: 5, failed: 0, beyond: 10 });
    await added.close();
  });

  it('counts what the store refuses, and offers it again', async () => {
    const overlay = fakeOverlay();
    overlay.fails = true;
    const added = createWriteBack(overlay, BOUNDS);
    added.offer(1, 1);
    await expect.poll(() => added.counts().failed).toBe(1);
    overlay.fails = false;
    added.offer(1, 1);
    await expect.poll(() => added.lookUp(1)).toBe(1);
    await added.close();
  });

  it('takes a row that cannot be read for one that is not there', async () => {
    const overlay = fakeOverlay();
    const added = createWriteBack({ ...overlay, get: () => Promise.reject(new Error('away')) }, BOUNDS);
    added.offer(1, 1);
    await expect.poll(() => added.counts().written).toBe(1);
    expect(await added.lookUp(1)).toBeUndefined();
    await added.close();
  });

  it('finds no row of before it was cleared, not even of a write that was under way', async () => {
    const overlay = fakeOverlay();
    let release: () => void = () => undefined;
    overlay.gate = new Promise((resolve) => (release = resolve));
    const added = createWriteBack(overlay, BOUNDS);
    added.offer(1, 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    added.clear();
    added.offer(2, 2);
    release();
    await expect.poll(() => added.counts().written).toBe(2);
    expect(added.lookUp(1)).toBeUndefined();
    expect([...overlay.rows]).toEqual([[2, 2]]);
    added.restart();
    expect(added.counts().written).toBe(0);
    expect(added.lookUp(2)).toBeUndefined();
    await added.close();
  });

  it('leaves nothing of before where rows wait to be written, or a write fails, as it is cleared', async () => {
    const overlay = fakeOverlay();
    const added = createWriteBack(overlay, BOUNDS);
    added.offer(1, 1);
    await expect.poll(() => added.lookUp(1)).toBe(1);
    added.offer(2, 2);
    added.clear();
    await expect.poll(() => overlay.rows.size).toBe(0);
    added.offer(1, 1);
    await expect.poll(() => added.lookUp(1)).toBe(1);
    let release: () => void = () => undefined;
    overlay.gate = new Promise((resolve) => (release = resolve));
    overlay.fails = true;
    added.offer(2, 2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    added.clear();
    release();
    await expect.poll(() => overlay.rows.size).toBe(0);
    await added.close();
  });

  it('counts no write of before a restart', async () => {
    const overlay = fakeOverlay();
    let release: () => void = () => undefined;
    overlay.gate = new Promise((resolve) => (release = resolve));
    const added = createWriteBack(overlay, BOUNDS);
    added.offer(1, 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    added.restart();
    release();
    await expect.poll(() => overlay.writes).toEqual([1]);
    await added.close();
    expect(added.counts().written).toBe(0);
  });

  it('takes a read that throws at once for a row that is not there', async () => {
    const overlay = fakeOverlay();
    const get = (): never => {
      throw new Error('disk I/O error');
    };
    const added = createWriteBack({ ...overlay, get }, BOUNDS);
    added.offer(1, 1);
    await expect.poll(() => added.counts().written).toBe(1);
    expect(added.lookUp(1)).toBeUndefined();
    await added.close();
  });
});
