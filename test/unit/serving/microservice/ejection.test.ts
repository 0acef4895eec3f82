import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createEjection } from '../../../../src/serving/microservice/ejection.js';

describe('ejection of a server', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('looks at once, then each interval, until the server is well; then no more', async () => {
    const answers = [false, false, true];
    const isWell = vi.fn<() => Promise<boolean>>(async () => answers.shift() ?? false);
    const ejection = createEjection(isWell, 1000);
    await vi.advanceTimersByTimeAsync(5000);
    expect(isWell).not.toHaveBeenCalled();
    ejection.eject();
    await vi.advanceTimersByTimeAsync(999);
    expect([isWell.mock.calls.length, ejection.isEjected]).toEqual([1, true]);
    await vi.advanceTimersByTimeAsync(1001);
    expect([isWell.mock.calls.length, ejection.isEjected]).toEqual([3, false]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(isWell).toHaveBeenCalledTimes(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('returns at once where the connection alone was at fault, and counts it', async () => {
    const ejection = createEjection(async () => true, 1000);
    ejection.eject();
    expect(ejection.isEjected).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect([ejection.isEjected, ejection.count]).toEqual([false, 1]);
  });

  it('takes a look that fails, and one about an earlier ejection, for no', async () => {
    let answer: (well: boolean) => void = () => undefined;
    const looks = [
      () => new Promise<boolean>((resolve) => (answer = resolve)),
      () => Promise.reject(new Error('refused')),
      () => Promise.resolve(true),
    ];
    const ejection = createEjection(() => (looks.shift() as () => Promise<boolean>)(), 1000);
    ejection.eject();
    ejection.readmit();
    ejection.eject();
    answer(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(ejection.isEjected).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect([ejection.isEjected, ejection.count]).toEqual([false, 2]);
  });

  it('leaves no timer behind', async () => {
    const ejection = createEjection(async () => false, 1000);
    ejection.eject();
    await vi.advanceTimersByTimeAsync(10);
    expect(vi.getTimerCount()).toBe(1);
    ejection.close();
    expect(vi.getTimerCount()).toBe(0);
    ejection.eject();
    await vi.advanceTimersByTimeAsync(10);
    expect(vi.getTimerCount()).toBe(0);
  });
});
