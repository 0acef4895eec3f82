import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';

import type { PingMeasurement } from '../../../src/core/measurement.js';
import { createThreadWakeUp } from '../../../src/load/open-loop/wake-up.js';
import { PingRound } from '../../../src/load/ping/ping-round.js';
import { decodeHistogram, filledBuckets } from '../../../src/statistics/histogram.js';
import { withServer } from './test-server.js';
import { quantile, refusedUrl } from './trials.js';

interface Pinged {
  readonly measured: PingMeasurement;
  /** Of answers and timeouts, ascending. */
  readonly latenciesMs: readonly number[];
}

/** Pings for `durationMs`, and asks for those that were due after the first `leaveOutMs`. */
async function ping(
  url: string,
  durationMs: number,
  { leaveOutMs = 0, timeoutMs = 5000 } = {},
): Promise<Pinged> {
  const wakeUp = await createThreadWakeUp();
  const round = new PingRound(url, wakeUp, timeoutMs);
  await round.start();
  const fromMs = Date.now() + leaveOutMs;
  await sleep(durationMs);
  const measured = await round.stop({ fromMs, durationMs: durationMs - leaveOutMs });
  await wakeUp.close();
  const latenciesMs = filledBuckets(decodeHistogram(measured.latency)).flatMap(({ us, samples }) =>
    Array.from({ length: samples }, () => us / 1000),
  );
  return { measured, latenciesMs };
}

describe('pings', () => {
  test('are sent 25 times a second on one connection, and timed', async () => {
    await withServer('delay', 20, async ({ url, seen }) => {
      const { measured, latenciesMs } = await ping(url, 2000);
      expect(measured).toMatchObject({ errors: 0, timeouts: 0 });
      expect(measured.sent).toBeGreaterThan(40);
      expect(measured.sent).toBeLessThanOrEqual(51);
      expect(latenciesMs).toHaveLength(measured.sent);
      expect(quantile(latenciesMs, 0)).toBeGreaterThan(19);
      expect(quantile(latenciesMs, 0.5)).toBeLessThan(45);
      const { requests, connections } = await seen();
      // Beside those that warmed it up.
      expect(requests - measured.sent).toBeGreaterThanOrEqual(20);
      expect(requests - measured.sent).toBeLessThan(25);
      expect(connections).toBeLessThan(8);
    });
  }, 60_000);

  test('wait through a stall in full: each from when it was due', async () => {
    // The 20 that warm up, then 10, then a second of silence.
    await withServer('stall', 30, async ({ url }) => {
      const { measured, latenciesMs } = await ping(url, 2400);
      expect(measured).toMatchObject({ errors: 0, timeouts: 0 });
      const delayed = latenciesMs.filter((ms) => ms > 60);
      expect(delayed.length).toBeGreaterThan(15);
      expect(delayed.length).toBeLessThan(40);
      expect(quantile(delayed, 0.5)).toBeGreaterThan(300);
      expect(quantile(delayed, 0.5)).toBeLessThan(1200);
      expect(quantile(delayed, 1)).toBeGreaterThan(900);
    });
  }, 60_000);

  test('are only those that were due in the time asked for', async () => {
    await withServer('delay', 1, async ({ url }) => {
      const { measured } = await ping(url, 1200, { leaveOutMs: 800 });
      expect(measured.sent).toBeGreaterThan(5);
      expect(measured.sent).toBeLessThanOrEqual(11);
    });
  }, 60_000);

  test('that get no answer are counted: timeouts with their latency, errors without', async () => {
    await withServer('never', 0, async ({ url }) => {
      const { measured, latenciesMs } = await ping(url, 800, { timeoutMs: 300 });
      expect(measured.sent).toBeGreaterThan(10);
      expect(measured).toMatchObject({ timeouts: measured.sent, errors: 0 });
      expect(quantile(latenciesMs, 0)).toBeGreaterThan(290);
    });
    await withServer('not-found', 0, async ({ url }) => {
      const { measured, latenciesMs } = await ping(url, 400);
      expect(measured.sent).toBeGreaterThan(3);
      expect(measured).toMatchObject({ errors: measured.sent, timeouts: 0 });
      expect(latenciesMs).toEqual([]);
    });
    const { measured } = await ping(await refusedUrl(), 400);
    expect(measured.sent).toBeGreaterThan(3);
    expect(measured.errors).toBe(measured.sent);
  }, 60_000);
});
