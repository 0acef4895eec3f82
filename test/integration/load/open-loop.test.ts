import { describe, expect, test } from 'vitest';

import type { LoadResult } from '../../../src/core/load-result.js';
import { withServer } from './test-server.js';
import { latenessMs, quantile, refusedUrl, runOpen, samplesMs, sum } from './trials.js';

/** Every arrival was sent or dropped, and every one that was sent ended in exactly one way, with a latency. */
function expectBalance(result: LoadResult): void {
  const { sent, completed, errors, timeouts, dropped } = result.requests;
  expect(sent + dropped).toBe(result.scheduled);
  expect(completed + errors + timeouts).toBe(sent);
  expect(samplesMs(result.latency)).toHaveLength(sent);
  expect(samplesMs(result.serviceTime)).toHaveLength(sent);
  expect(latenessMs(result)).toHaveLength(sent);
  expect(result.inFlight).toBe(0);
  const { series, generator } = result;
  expect(sum(series?.completed)).toBe(completed);
  expect(sum(series?.errors)).toBe(errors);
  expect(sum(series?.timeouts)).toBe(timeouts);
  expect(sum(series?.dropped)).toBe(dropped);
  expect(generator?.cpuShare).toBeGreaterThan(0);
}

/** Timing on a busy machine: what fails once may be the machine, what fails three times is not. */
describe('the open loop', { timeout: 60_000, retry: 2 }, () => {
  test.each([
    [2, 15],
    [20, 40],
  ])('times a server of %i ms', async (delayMs, mostMs) => {
    await withServer('delay', delayMs, async ({ url, seen }) => {
      const result = await runOpen({ url });
      expectBalance(result);
      expect(result.scheduled).toBe(120);
      expect(result.outcomes).toEqual({ table: 120 });
      const own = [...(await seen()).serviceMs].sort((a, b) => a - b);
      const serviceTimes = samplesMs(result.serviceTime);
      expect(quantile(serviceTimes, 0.5)).toBeGreaterThan(quantile(own, 0.5) - 0.5);
      expect(quantile(serviceTimes, 0.5)).toBeLessThan(mostMs);
      expect(quantile(samplesMs(result.latency), 0.5)).toBeGreaterThan(delayMs - 0.5);
    });
  });

  test('sends on time at a low rate, though it sleeps in between', async () => {
    await withServer('delay', 0, async ({ url }) => {
      const result = await runOpen({ url }, { rate: 100, arrivals: 'poisson', durationMs: 1000 });
      expectBalance(result);
      expect(quantile(latenessMs(result), 0.5)).toBeLessThan(2);
    });
  });

  test('keeps a rate of thousands a second', async () => {
    await withServer('delay', 0, async ({ url, seen }) => {
      const result = await runOpen({ url }, { rate: 2000, arrivals: 'poisson', durationMs: 500 });
      expectBalance(result);
      expect(Math.abs((result.scheduled ?? 0) - 1000)).toBeLessThan(150);
      expect((await seen()).requests).toBe(result.scheduled);
    });
  });

  test('shows a stall in full: what should have been sent meanwhile has waited', async () => {
    await withServer('stall', 250, async ({ url }) => {
      const result = await runOpen({ url }, { rate: 500, durationMs: 2000 });
      expectBalance(result);
      expect(result.requests.completed).toBe(1000);
      for (const histograms of [result.latency, result.serviceTime]) {
        const delayed = samplesMs(histograms).filter((ms) => ms > 50);
        expect(delayed.length).toBeGreaterThan(400);
        expect(delayed.length).toBeLessThan(700);
        // Evenly spread from 0.05 s to the whole second, plus what a busy machine needs for the backlog.
        expect(quantile(delayed, 0.5)).toBeGreaterThan(400);
        expect(quantile(delayed, 0.5)).toBeLessThan(1500);
        expect(quantile(delayed, 0.25)).toBeGreaterThan(180);
        expect(quantile(delayed, 0.25)).toBeLessThan(1200);
        expect(quantile(delayed, 1)).toBeGreaterThan(950);
      }
      // The second that stood still shows it, and the one after the stall does not.
      const { p50Us = [] } = result.series ?? {};
      expect(p50Us[0]).toBeGreaterThan(200_000);
      expect(Math.max(...p50Us.map((us) => us ?? 0))).toBe(p50Us[0]);
    });
  });

  test('never lets a request wait for a connection', async () => {
    await withServer('delay', 300, async ({ url, seen }) => {
      const result = await runOpen({ url }, { rate: 300, durationMs: 900 });
      expectBalance(result);
      // 300 a second, each for 0.3 s: far more than were opened ahead.
      expect((await seen()).mostAtOnce).toBeGreaterThan(60);
      expect(quantile(samplesMs(result.latency), 0.9)).toBeLessThan(450);
    });
  });

  test('uses connections again', async () => {
    await withServer('delay', 0, async ({ url, seen }) => {
      await runOpen({ url }, { rate: 400 });
      const { connections, requests } = await seen();
      expect(requests).toBe(240);
      expect(connections).toBeLessThan(120);
    });
  });

  test('drops what exceeds the cap on requests in flight, and counts it', async () => {
    await withServer('never', 0, async ({ url, seen }) => {
      const result = await runOpen({ url }, { maxInFlight: 10, timeoutMs: 2000, durationMs: 500 });
      expectBalance(result);
      expect(result.requests).toEqual({ sent: 10, completed: 0, errors: 0, timeouts: 10, dropped: 90 });
      expect(result.outcomes).toEqual({ timeout: 10, dropped: 90 });
      expect((await seen()).mostAtOnce).toBe(10);
    });
  });

  test('counts timeouts with their latency, and does not wait longer for them', async () => {
    await withServer('never', 0, async ({ url }) => {
      const result = await runOpen({ url }, { timeoutMs: 200, durationMs: 400 });
      expectBalance(result);
      expect(result.requests.timeouts).toBe(80);
      const latencies = samplesMs(result.latency);
      expect(quantile(latencies, 0)).toBeGreaterThan(195);
      expect(quantile(latencies, 0.5)).toBeLessThan(300);
      expect(result.elapsedMs).toBeLessThan(1200);
      expect(result.closedConnections).toBe(0);
    });
  });

  test('leaves the drain out of what was in time', async () => {
    await withServer('delay', 400, async ({ url }) => {
      const result = await runOpen({ url }, { durationMs: 600 });
      expectBalance(result);
      expect(result.requests.completed).toBe(120);
      const inTime = sum(Object.values(result.inTime));
      expect(inTime).toBeGreaterThan(10);
      expect(inTime).toBeLessThan(60);
      expect(result.halves).toEqual([0, inTime]);
    });
  });

  test('counts refused connections as errors with a latency', async () => {
    const result = await runOpen({ url: await refusedUrl() }, { durationMs: 300 });
    expectBalance(result);
    expect(result.requests.errors).toBe(60);
    expect(result.closedConnections).toBe(0);
    expect(result.errorSamples.join()).toContain('ECONNREFUSED');
  });

  test('counts cut-off requests as errors, and the connections', async () => {
    await withServer('cut', 10, async ({ url }) => {
      const result = await runOpen({ url });
      expectBalance(result);
      expect(result.requests.errors).toBe(12);
      expect(result.closedConnections).toBe(12);
      expect(result.requests.completed).toBe(108);
    });
  });

  test('notices a close that the server announced', async () => {
    await withServer('announce-close', 30, async ({ url }) => {
      const result = await runOpen({ url });
      expectBalance(result);
      expect(result.requests.completed).toBe(120);
      // The last one closes after the end.
      expect(result.closedConnections).toBeGreaterThanOrEqual(3);
    });
  });

  test('counts known misses as completed, other 404s and failures as errors', async () => {
    await withServer('miss', 0, async ({ url }) => {
      const result = await runOpen({ url });
      expectBalance(result);
      expect(result.outcomes).toEqual({ table: 60, miss: 60 });
    });
    await withServer('not-found', 0, async ({ url }) => {
      const result = await runOpen({ url }, { durationMs: 200 });
      expect(result.requests.errors).toBe(40);
      expect(result.errorSamples).toEqual(['404 {"error":"no such path"}']);
    });
  });

  test('sends the stream in order, with the headers of the target', async () => {
    await withServer('plain', 0, async ({ url, seen }) => {
      const result = await runOpen({ url, headers: { 'x-token': 'abc' } });
      const { distinct, headers } = await seen();
      expect(distinct).toBe(120);
      expect(headers).toMatchObject({ 'x-token': 'abc', 'content-type': 'application/json' });
      expect(result.outcomes).toEqual({ model: 120 });
      expect(result.wrapped).toBe(false);
      expect((await runOpen({ url, requests: 100 })).wrapped).toBe(true);
    });
  });

  test('raises its rate along a ramp', async () => {
    await withServer('plain', 0, async ({ url, seen }) => {
      const result = await runOpen({ url }, { arrivals: 'ramp', from: 0, rate: 800, durationMs: 1000 });
      expectBalance(result);
      expect(result.scheduled).toBe(400);
      expect(result.scheduledHalves).toEqual([100, 300]);
      const times = (await seen()).arrivals.map(({ ms }) => ms);
      const startMs = times[0] ?? 0;
      expect(times.filter((ms) => ms < startMs + 500).length).toBeLessThan(150);
    });
  });

  test('sends a burst at once, on connections of its own', async () => {
    await withServer('delay', 20, async ({ url, seen }) => {
      const result = await runOpen({ url }, { arrivals: 'burst', rate: 200, burst: 40, durationMs: 800 });
      expectBalance(result);
      expect(result.scheduled).toBe(160);
      expect(result.largestGroup).toBe(40);
      const { mostAtOnce, connections } = await seen();
      expect(mostAtOnce).toBeGreaterThan(30);
      // Opened ahead, and used again by every burst.
      expect(connections).toBeLessThan(60);
    });
  });

  test('replays the times of a log: arrival i carries request i', async () => {
    await withServer('plain', 0, async ({ url, seen }) => {
      // Gaps of 30, 60, 30, 60, ... ms at double speed.
      const timestampOf = (index: number): number => 1e12 + index * 90 + (index % 2) * -30;
      const result = await runOpen({ url, timestampOf }, { arrivals: 'replay', speed: 2, durationMs: 900 });
      expectBalance(result);
      expect(result.scheduled).toBe(20);
      const { arrivals } = await seen();
      expect(arrivals.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, id) => id));
      const gaps = arrivals.slice(1).map(({ ms }, index) => ms - (arrivals[index]?.ms ?? 0));
      const shorts = gaps.filter((_, index) => index % 2 === 0);
      const longs = gaps.filter((_, index) => index % 2 === 1);
      const median = (values: number[]): number =>
        quantile(
          values.toSorted((a, b) => a - b),
          0.5,
        );
      expect(median(shorts)).toBeGreaterThan(20);
      expect(median(shorts)).toBeLessThan(40);
      expect(median(longs)).toBeGreaterThan(50);
      expect(median(longs)).toBeLessThan(75);
      expect(result.wrapped).toBe(false);
    });
  });

  test('gives up a rate that it cannot reach, and shows it', async () => {
    await withServer('delay', 0, async ({ url }) => {
      const result = await runOpen({ url }, { rate: 1_000_000, durationMs: 200, maxInFlight: 100 });
      const { sent, dropped } = result.requests;
      expect(result.scheduled).toBe(200_000);
      expect(sent).toBeLessThan(190_000);
      expect(sent + dropped).toBeLessThanOrEqual(200_000);
      expect(result.elapsedMs).toBeLessThan(3000);
    });
  });

  test('stops within 200 ms of an abort, in the middle of a gap or of the drain', async () => {
    await withServer('never', 0, async ({ url }) => {
      for (const plan of [
        { rate: 2, durationMs: 60_000 },
        { rate: 1000, durationMs: 100 },
      ]) {
        const aborting = new AbortController();
        const running = runOpen({ url, signal: aborting.signal }, { ...plan, timeoutMs: 60_000 });
        let abortedMs = 0;
        setTimeout(() => {
          abortedMs = performance.now();
          aborting.abort();
        }, 800);
        await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
        expect(performance.now() - abortedMs).toBeLessThan(200);
      }
    });
  });
});
