import { afterEach, describe, expect, it, vi } from 'vitest';

import { Reopening } from '../../../../src/stores/postgres/reopening.js';

afterEach(() => {
  vi.useRealTimers();
});

describe('what is opened anew after its server has gone', () => {
  it('is opened once for all that wait, and not again before its time', async () => {
    vi.useFakeTimers();
    const first = { isUp: false };
    const second = { isUp: true };
    let isBack = false;
    const open = vi.fn<() => Promise<{ isUp: boolean }>>(async () => {
      if (!isBack) throw new Error('ECONNREFUSED');
      return second;
    });
    const sessions = new Reopening(first, open, 'a server');
    const attempts = await Promise.allSettled([sessions.current(), sessions.current()]);
    expect(attempts.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(open).toHaveBeenCalledTimes(1);
    // Within the pause, as rows that go on coming are.
    await expect(sessions.current()).rejects.toMatchObject({ code: 'STORE_DOWN' });
    await expect(sessions.current()).rejects.toMatchObject({ code: 'STORE_DOWN' });
    expect(open).toHaveBeenCalledTimes(1);
    isBack = true;
    vi.advanceTimersByTime(200);
    expect(await sessions.current()).toBe(second);
    expect(sessions.up).toBe(second);
    expect(await sessions.settled()).toBe(second);
  });
});
