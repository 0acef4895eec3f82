import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';

import { nowUs } from '../../../src/load/clock.js';
import { createThreadWakeUp, createTimerWakeUp, type WakeUp } from '../../../src/load/open-loop/wake-up.js';

function wakeAt(wakeUp: WakeUp, us: number): Promise<number> {
  return new Promise((resolve) => wakeUp.at(us, () => resolve(nowUs())));
}

describe.each([
  ['thread', createThreadWakeUp],
  ['timer', createTimerWakeUp],
] as const)('a %s that wakes up', (kind, create) => {
  // A timer is set in whole milliseconds, on a clock of whole milliseconds that was read earlier in the turn.
  const earlyUs = kind === 'timer' ? 5000 : 100;

  test('calls back after the time asked for, or little before it', async () => {
    const wakeUp = await create();
    for (const aheadUs of [0, 500, 3000, 20_000]) {
      const dueUs = nowUs() + aheadUs;
      const calledUs = await wakeAt(wakeUp, dueUs);
      expect(calledUs).toBeGreaterThan(dueUs - earlyUs);
      expect(calledUs).toBeLessThan(dueUs + 500_000);
    }
    await wakeUp.close();
  });

  test('calls back for a time that has passed', async () => {
    const wakeUp = await create();
    expect(await wakeAt(wakeUp, nowUs() - 1e6)).toBeGreaterThan(0);
    await wakeUp.close();
  });

  test('can be closed while a call is due', async () => {
    const wakeUp = await create();
    wakeUp.at(nowUs() + 50_000, () => undefined);
    await expect(wakeUp.close()).resolves.toBeUndefined();
  });
});

test('a thread loses no order whose notification comes when it already sleeps for it', async () => {
  const notify = vi.spyOn(Atomics, 'notify');
  const wakeUp = await createThreadWakeUp();
  const woken = wakeAt(wakeUp, nowUs() + 100_000);
  const [seq] = notify.mock.calls[0] ?? [];
  for (let times = 0; seq && times < 5; times++) {
    await sleep(10);
    Atomics.notify(seq, 0);
  }
  expect(await Promise.race([woken, sleep(5000)])).toBeGreaterThan(0);
  notify.mockRestore();
  await wakeUp.close();
});

test('a thread loses none of many orders', async () => {
  const wakeUp = await createThreadWakeUp();
  let orders = 0;
  for (; orders < 20_000; orders++) await wakeAt(wakeUp, nowUs() + 60);
  expect(orders).toBe(20_000);
  await wakeUp.close();
}, 60_000);
