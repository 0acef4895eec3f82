import { describe, expect, test } from 'vitest';

import type { LoadResult } from '../../../src/core/load-result.js';
import { withServer } from './test-server.js';
import { quantile, refusedUrl, runClosed, samplesMs, sum } from './trials.js';

/** Every request sent ended in exactly one way, and every one that ended has a latency. */
function expectBalance({ requests, inFlight, latency, halves, series, generator }: LoadResult): void {
  const { sent, completed, errors, timeouts } = requests;
  expect(completed + errors + timeouts + inFlight).toBe(sent);
  expect(samplesMs(latency)).toHaveLength(completed + errors + timeouts);
  expect(halves[0] + halves[1]).toBe(completed);
  expect(sum(series?.completed)).toBe(completed);
  expect(sum(series?.errors) + sum(series?.timeouts)).toBe(errors + timeouts);
  expect(generator?.cpuShare).toBeGreaterThan(0);
}

/** Timing on a busy machine: what fails once may be the machine, what fails three times is not. */
describe('the closed loop', { timeout: 60_000, retry: 2 }, () => {
  test.each([
    [2, 15],
    [20, 40],
  ])('times a server of %i ms in fractions of a millisecond', async (delayMs, mostMs) => {
    await withServer('delay', delayMs, async ({ url, seen }) => {
      const result = await runClosed({ url });
      expectBalance(result);
      const latencies = samplesMs(result.latency);
      const own = [...(await seen()).serviceMs].sort((a, b) => a - b);
      expect(quantile(latencies, 0.5)).toBeGreaterThan(quantile(own, 0.5) - 0.5);
      expect(quantile(latencies, 0.5)).toBeGreaterThan(delayMs - 0.5);
      expect(quantile(latencies, 0.5)).toBeLessThan(mostMs);
      expect(latencies.some((ms) => ms % 1 !== 0)).toBe(true);
      expect(result.outcomes).toEqual({ table: result.requests.completed });
      expect(result.inFlight).toBe(4);
    });
  });

  test('sends different bodies on every connection, in the order of the stream', async () => {
    await withServer('delay', 2, async ({ url, seen }) => {
      const result = await runClosed({ url, requests: 20_000 }, { connections: 32 });
      const { distinct, requests, headers, arrivals } = await seen();
      expect(requests).toBeGreaterThan(500);
      expect(distinct).toBe(requests);
      // The first ones of the stream, each once, whichever connection they went over.
      expect(arrivals.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: requests }, (_, id) => id),
      );
      expect(result.wrapped).toBe(false);
      expect(headers['content-type']).toBe('application/json');
    });
  });

  test('says that a short stream was sent again', async () => {
    await withServer('delay', 2, async ({ url, seen }) => {
      const result = await runClosed({ url, requests: 50 });
      expect(result.wrapped).toBe(true);
      expect((await seen()).distinct).toBe(50);
    });
  });

  test('sends the headers of the target', async () => {
    await withServer('plain', 0, async ({ url, seen }) => {
      const result = await runClosed({ url, headers: { 'x-token': 'abc' } }, { durationMs: 200 });
      expect((await seen()).headers['x-token']).toBe('abc');
      expect(result.outcomes).toEqual({ model: result.requests.completed });
    });
  });

  test('ends when it is planned to, also between whole seconds', async () => {
    await withServer('delay', 2, async ({ url }) => {
      const { elapsedMs, durationMs } = await runClosed({ url }, { durationMs: 350 });
      expect(durationMs).toBe(350);
      expect(elapsedMs).toBeGreaterThanOrEqual(350);
      expect(elapsedMs).toBeLessThan(800);
    });
  });

  test('counts a known miss as completed', async () => {
    await withServer('miss', 0, async ({ url }) => {
      const result = await runClosed({ url }, { durationMs: 300 });
      expectBalance(result);
      const { miss = 0, table = 0 } = result.outcomes;
      expect(miss).toBeGreaterThan(0);
      expect(Math.abs(miss - table)).toBeLessThanOrEqual(8);
      expect(result.requests.errors).toBe(0);
    });
  });

  test.each([
    ['not-found', ['404 {"error":"no such path"}']],
    ['fail', ['500 boom 0', '500 boom 1']],
  ])('counts anything else as an error, and explains it: %s', async (behaviour, samples) => {
    await withServer(behaviour, 0, async ({ url }) => {
      const result = await runClosed({ url }, { durationMs: 300 });
      expectBalance(result);
      expect(result.requests.completed).toBe(0);
      expect(result.requests.errors).toBeGreaterThan(0);
      expect([...result.errorSamples].sort()).toEqual(samples);
      expect(result.closedConnections).toBe(0);
    });
  });

  test('counts timeouts shorter than a second, with their latency', async () => {
    await withServer('never', 0, async ({ url }) => {
      const result = await runClosed({ url }, { timeoutMs: 150, durationMs: 700 });
      expectBalance(result);
      const { completed, errors, timeouts } = result.requests;
      expect([completed, errors, result.closedConnections]).toEqual([0, 0, 0]);
      expect(timeouts).toBeGreaterThanOrEqual(4);
      expect(timeouts).toBeLessThanOrEqual(16);
      expect(quantile(samplesMs(result.latency), 0)).toBeGreaterThan(140);
    });
  });

  test('detects closed connections, and times the answers after them rightly', async () => {
    await withServer('cut', 10, async ({ url }) => {
      const result = await runClosed({ url }, { durationMs: 1200 });
      expectBalance(result);
      expect(result.closedConnections).toBeGreaterThanOrEqual(3);
      expect(result.requests.errors).toBeGreaterThanOrEqual(3);
      // Autocannon's own clock would be several answers behind by now.
      expect(quantile(samplesMs({ model: result.latency.model ?? '' }), 0.75)).toBeLessThan(50);
    });
  });

  test.each([
    ['announce-close', 1],
    ['announce-close', 50],
    ['http10', 0],
  ])(
    'neither loses nor invents a request where the server ends connections: %s %i',
    async (behaviour, every) => {
      await withServer(behaviour, every, async ({ url, seen }) => {
        const result = await runClosed({ url }, { durationMs: 400 });
        expectBalance(result);
        const { completed, errors } = result.requests;
        expect(errors).toBe(0);
        expect(completed).toBeGreaterThan(50);
        // One for each answer that announced it, but for those of the end.
        expect(result.closedConnections).toBe(Math.floor(completed / Math.max(1, every)));
        const { requests, distinct } = await seen();
        expect(distinct).toBe(requests);
        expect(requests - completed).toBeLessThan(50);
      });
    },
  );

  test('reads on after half an answer', async () => {
    await withServer('half', 10, async ({ url }) => {
      const result = await runClosed({ url }, { durationMs: 600 });
      expectBalance(result);
      const { completed, errors, timeouts } = result.requests;
      expect(errors).toBeGreaterThan(3);
      expect(completed).toBeGreaterThan(5 * errors);
      expect([timeouts, result.closedConnections]).toEqual([0, errors]);
    });
  });

  test('counts refused connections as errors', async () => {
    const result = await runClosed({ url: await refusedUrl() }, { durationMs: 200 });
    expectBalance(result);
    expect(result.requests.errors).toBeGreaterThan(0);
    expect(result.requests.completed + result.closedConnections).toBe(0);
    expect(result.errorSamples.join()).toContain('ECONNREFUSED');
  });

  test('stops within 200 ms of an abort', async () => {
    await withServer('never', 0, async ({ url }) => {
      const aborting = new AbortController();
      const running = runClosed({ url, signal: aborting.signal }, { durationMs: 60_000 });
      let abortedMs = 0;
      setTimeout(() => {
        abortedMs = performance.now();
        aborting.abort();
      }, 1500);
      await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
      expect(performance.now() - abortedMs).toBeLessThan(200);
    });
  });
});
