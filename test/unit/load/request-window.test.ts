import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';

import {
  createRequestWindow,
  type RequestWindow,
  type WindowNeed,
} from '../../../src/load/request-window.js';
import { idOf, numberedStream } from './numbered-stream.js';

const ALL: WindowNeed = {
  ahead: Number.POSITIVE_INFINITY,
  atMost: Number.POSITIVE_INFINITY,
  frame: (request) => JSON.stringify(request),
  signal: new AbortController().signal,
};

function take(window: RequestWindow, count: number): number[] {
  return Array.from({ length: count }, () => idOf(window.next()));
}

/** As a sender does: with turns of the event loop in between. */
async function takeSlowly(window: RequestWindow, count: number): Promise<number[]> {
  const ids: number[] = [];
  while (ids.length < count) {
    ids.push(...take(window, Math.min(20, count - ids.length)));
    await nextTurn();
  }
  return ids;
}

function range(from: number, length: number): number[] {
  return Array.from({ length }, (_, index) => from + index);
}

describe('a request window', () => {
  test('hands out the stream in order, framed', async () => {
    const window = createRequestWindow(numberedStream(1000), 0);
    await window.prepare({ ...ALL, frame: (request) => `<${JSON.stringify(request)}>` });
    expect(window.next().toString()).toBe('<{"id":0}>');
    expect(window.next().toString()).toBe('<{"id":1}>');
    await window.close();
  });

  test('keeps multi-byte text whole', async () => {
    const window = createRequestWindow(numberedStream(3), 0);
    await window.prepare({ ...ALL, frame: (request) => `ü€😀${JSON.stringify(request)}` });
    expect([window.next(), window.next()].map(String)).toEqual(['ü€😀{"id":0}', 'ü€😀{"id":1}']);
    await window.close();
  });

  test('starts at the given request and goes on at the beginning of the stream', async () => {
    const window = createRequestWindow(numberedStream(300), 250);
    await window.prepare(ALL);
    expect(take(window, 300)).toEqual([...range(250, 50), ...range(0, 250)]);
    expect(window.wrapped).toBe(false);
    await window.close();
  });

  test('starts beyond the end of the stream as if it went round', async () => {
    const window = createRequestWindow(numberedStream(300), 610);
    await window.prepare(ALL);
    expect(take(window, 2)).toEqual([10, 11]);
    await window.close();
  });

  test('says that it wrapped from the first request on that is sent again', async () => {
    const window = createRequestWindow(numberedStream(130), 7);
    await window.prepare(ALL);
    take(window, 130);
    expect(window.wrapped).toBe(false);
    expect(take(window, 1)).toEqual([7]);
    expect(window.wrapped).toBe(true);
    await window.close();
  });

  test('reads a stream that fits only once, however often it is sent', async () => {
    const stream = numberedStream(500);
    const window = createRequestWindow(stream, 0);
    await window.prepare(ALL);
    expect(await takeSlowly(window, 20_000)).toEqual(range(0, 20_000).map((index) => index % 500));
    expect(stream.read).toBe(500);
    await window.close();
  });

  test('serialises no more than will be asked for', async () => {
    const stream = numberedStream(1_000_000);
    const window = createRequestWindow(stream, 0);
    await window.prepare({ ...ALL, ahead: 1000, atMost: 1000 });
    await takeSlowly(window, 1000);
    expect(stream.read).toBeLessThanOrEqual(1100);
    await window.close();
  });

  test('holds a long stream in a bounded window that moves along', async () => {
    const budget = { bytes: 1024 * 1024, requests: 20_000 };
    const stream = numberedStream(200_000);
    const window = createRequestWindow(stream, 0, budget);
    await window.prepare(ALL);
    expect(stream.read).toBeLessThanOrEqual(20_000 + 164);
    for (let taken = 0; taken < 100_000; taken += 500) {
      expect(await takeSlowly(window, 500)).toEqual(range(taken, 500));
      expect(stream.read - taken).toBeLessThanOrEqual(20_000 + 164);
    }
    expect(window.wrapped).toBe(false);
    await window.close();
  });

  test('is bounded in bytes where requests are large', async () => {
    const budget = { bytes: 1024 * 1024, requests: 20_000 };
    const stream = numberedStream(5000, { batch: 1, padding: 50_000 });
    const window = createRequestWindow(stream, 0, budget);
    await window.prepare(ALL);
    expect(stream.read).toBeLessThan(25);
    expect(await takeSlowly(window, 200)).toHaveLength(200);
    await window.close();
  });

  test('never waits: what outruns its reading is sent again, and said', async () => {
    const window = createRequestWindow(numberedStream(100_000), 0, { bytes: 1e9, requests: 640 });
    await window.prepare(ALL);
    expect(take(window, 700)).toEqual([...range(0, 640), ...range(0, 60)]);
    expect(window.wrapped).toBe(true);
    await window.close();
  });

  test('stops preparing when the trial is aborted', async () => {
    const aborting = new AbortController();
    const window = createRequestWindow(numberedStream(10_000_000), 0);
    const preparing = window.prepare({ ...ALL, signal: aborting.signal });
    aborting.abort();
    await expect(preparing).rejects.toMatchObject({ code: 'ABORTED' });
    await window.close();
  });

  test('reports a stream that breaks while it is sent', async () => {
    const stream = {
      replayLength: 20_000,
      replay: async function* () {
        yield range(0, 1000).map((id) => ({ request: { id } }));
        throw new Error('line 1001 is not JSON');
      },
    };
    const window = createRequestWindow(stream, 0);
    await window.prepare({ ...ALL, ahead: 900 });
    await takeSlowly(window, 900);
    await expect(window.close()).rejects.toThrow('line 1001 is not JSON');
  });
});
