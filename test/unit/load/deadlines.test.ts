import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { nowUs } from '../../../src/load/clock.js';
import { Deadlines, type Waiting } from '../../../src/load/open-loop/deadlines.js';

interface Recorded extends Waiting {
  readonly expiredAtMs: number[];
}

function waiting(): Recorded {
  const expiredAtMs: number[] = [];
  return {
    earlier: undefined,
    later: undefined,
    deadlineUs: undefined,
    expiredAtMs,
    expire: () => void expiredAtMs.push(nowUs() / 1000),
  };
}

describe('deadlines', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('expire in order, each at its time', () => {
    const deadlines = new Deadlines(100);
    const [first, second] = [waiting(), waiting()];
    const startMs = nowUs() / 1000;
    deadlines.add(first, nowUs());
    vi.advanceTimersByTime(30);
    deadlines.add(second, nowUs());
    vi.advanceTimersByTime(1000);
    expect(first.expiredAtMs[0]).toBeCloseTo(startMs + 100, 0);
    expect(second.expiredAtMs[0]).toBeCloseTo(startMs + 130, 0);
    expect(first.expiredAtMs).toHaveLength(1);
  });

  test('forget what was settled in time: first, last and in between', () => {
    const deadlines = new Deadlines(100);
    const all = Array.from({ length: 5 }, waiting);
    for (const each of all) deadlines.add(each, nowUs());
    for (const index of [0, 2, 4]) deadlines.remove(all[index] as Waiting);
    vi.advanceTimersByTime(200);
    expect(all.map(({ expiredAtMs }) => expiredAtMs.length)).toEqual([0, 1, 0, 1, 0]);
  });

  test('may be removed again once expired, as whoever settles them does', () => {
    const deadlines = new Deadlines(100);
    const all = Array.from({ length: 3 }, waiting);
    for (const each of all) {
      const expire = each.expire;
      each.expire = () => {
        deadlines.remove(each);
        expire();
      };
      deadlines.add(each, nowUs());
    }
    vi.advanceTimersByTime(200);
    expect(all.map(({ expiredAtMs }) => expiredAtMs.length)).toEqual([1, 1, 1]);
  });

  test('start again after a pause', () => {
    const deadlines = new Deadlines(100);
    const [early, late] = [waiting(), waiting()];
    deadlines.add(early, nowUs());
    deadlines.remove(early);
    vi.advanceTimersByTime(500);
    deadlines.add(late, nowUs());
    vi.advanceTimersByTime(99);
    expect(late.expiredAtMs).toHaveLength(0);
    vi.advanceTimersByTime(2);
    expect(late.expiredAtMs).toHaveLength(1);
  });

  test('leave no timer behind', () => {
    const deadlines = new Deadlines(100);
    deadlines.add(waiting(), nowUs());
    deadlines.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
