import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';

import { createLoopDelay, sumUpSeconds, sumUpTicks } from '../../../src/processes/loop-delay.js';

/** Ticks every 10 ms over so many milliseconds, but one that comes late at each of `blocks` (start -> length, ms). */
function ticks(lengthMs: number, blocks: Readonly<Record<number, number>> = {}): Float64Array {
  const times: number[] = [];
  for (let at = 0; at <= lengthMs; at += 10 + (blocks[at] ?? 0)) times.push(at);
  return Float64Array.from(times);
}

describe('event-loop delay', () => {
  test('is zero where every tick comes in time, or none was due', () => {
    expect(sumUpTicks(ticks(3000))).toEqual({ p50: 0, p99: 0, max: 0 });
    expect(sumUpTicks(Float64Array.of())).toEqual({ p50: 0, p99: 0, max: 0 });
    expect(sumUpTicks(Float64Array.of(5))).toEqual({ p50: 0, p99: 0, max: 0 });
  });

  test('is what a tick comes late, in microseconds', () => {
    // Of 197 ticks the 196th smallest is the second largest.
    expect(sumUpTicks(ticks(2000, { 100: 20, 500: 7 }))).toEqual({ p50: 0, p99: 7000, max: 20_000 });
  });

  test('is told second by second of a trial that began at any time', () => {
    const { p99Us, maxUs } = sumUpSeconds(ticks(4000, { 1600: 30 }), 500, 3);
    expect(maxUs).toEqual([0, 30_000, 0]);
    // Fewer than a hundred ticks: the largest.
    expect(p99Us).toEqual([0, 30_000, 0]);
  });

  test('counts in every second that it reaches into', () => {
    const { maxUs } = sumUpSeconds(ticks(5000, { 1500: 2000 }), 0, 5);
    expect(maxUs).toEqual([0, 2_000_000, 2_000_000, 2_000_000, 0]);
  });

  test('is null in seconds that nobody looked at', () => {
    expect(sumUpSeconds(ticks(1500), 0, 4).maxUs).toEqual([0, 0, null, null]);
    expect(sumUpSeconds(ticks(1500), -2000, 3).p99Us).toEqual([null, null, 0]);
  });

  test('sees a loop that is blocked, and starts over', async () => {
    const delay = createLoopDelay();
    const fromMs = performance.timeOrigin + performance.now();
    delay.start();
    await sleep(50);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    // The tick that is outstanding has not fired yet.
    const { max } = delay.stop();
    expect(max).toBeGreaterThan(250_000);
    expect(delay.seconds(fromMs, 1).maxUs).toEqual([max]);
    delay.start();
    await sleep(30);
    expect(delay.stop().max).toBeLessThan(250_000);
  });
});
