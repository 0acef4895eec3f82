import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { nowUs } from '../../../src/load/clock.js';
import { keepSchedule } from '../../../src/load/open-loop/schedule.js';
import { createTimerWakeUp } from '../../../src/load/open-loop/wake-up.js';

function listOf(timesMs: readonly number[]): () => number {
  const rest = timesMs.map((ms) => ms * 1000);
  return () => rest.shift() ?? Number.POSITIVE_INFINITY;
}

interface Kept {
  readonly sentMs: number[];
  readonly ended: Promise<void>;
}

/** Times are counted from the start of the schedule, on a clock that only moves when it is told to. */
function keep(timesMs: readonly number[], stopMs = 10_000, signal = new AbortController().signal): Kept {
  const startUs = nowUs();
  const sentMs: number[] = [];
  const ended = keepSchedule({
    startUs,
    stopUs: startUs + stopMs * 1000,
    next: listOf(timesMs),
    send: () => void sentMs.push(Math.round((nowUs() - startUs) / 1000)),
    wakeUp: createTimerWakeUp(),
    signal,
  });
  return { sentMs, ended };
}

describe('a schedule', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('wakes up ahead of time and never sends early', async () => {
    const { sentMs } = keep([0, 5, 40]);
    expect(sentMs).toEqual([0]);
    await vi.advanceTimersByTimeAsync(4);
    expect(sentMs).toEqual([0]);
    await vi.advanceTimersByTimeAsync(2);
    expect(sentMs).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(33);
    expect(sentMs).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2);
    expect(sentMs).toHaveLength(3);
  });

  test('sends a backlog in portions, and all of it', async () => {
    const { sentMs, ended } = keep(Array.from({ length: 100 }, () => 0));
    expect(sentMs).toHaveLength(8);
    await vi.runAllTimersAsync();
    await ended;
    expect(sentMs).toHaveLength(100);
  });

  test('gives up the backlog that is left at its end', async () => {
    const { sentMs, ended } = keep(
      Array.from({ length: 100 }, () => 0),
      0,
    );
    await ended;
    await vi.runAllTimersAsync();
    expect(sentMs).toHaveLength(8);
  });

  test('ends at once when it is aborted in a long gap', async () => {
    const aborting = new AbortController();
    const { sentMs, ended } = keep([0, 60_000], 100_000, aborting.signal);
    aborting.abort();
    await ended;
    expect(sentMs).toEqual([0]);
  });
});
