import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { nowUs } from '../clock.js';

/** Calls back shortly before a time; the caller spins for the rest. */
export interface WakeUp {
  /** How much earlier than the due time to ask for: how late a call can be, most of the time. */
  readonly marginUs: number;
  /** One call at a time. @param us on the clock of `nowUs`. */
  at(us: number, callback: () => void): void;
  close(): Promise<void>;
}

/**
 * `setTimeout` counts whole milliseconds and is up to two late: the event loop spins for that long. It may also be two
 * early, or more after a long turn, because it counts from the time at which the turn began; the caller looks at the
 * clock and orders again.
 */
export function createTimerWakeUp(): WakeUp {
  return {
    marginUs: 2000,
    at: (us, callback) => void setTimeout(callback, Math.max(1, Math.floor((us - nowUs()) / 1000))),
    close: () => Promise.resolve(),
  };
}

/**
 * The thread sleeps on a futex, which is exact to tens of microseconds, and then posts a message. `seq` changes with
 * every order and is negative at the end. Only the time decides when an order is done: the notification of an order may
 * arrive when the thread, woken by the change itself, already sleeps for that order. As text, because a thread needs a
 * file of its own otherwise.
 */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const seq = new Int32Array(workerData, 0, 1);
const wakeAtUs = new Float64Array(workerData, 8, 1);
const restMs = () => wakeAtUs[0] / 1000 - Number(process.hrtime.bigint()) / 1e6;
for (let seen = 0; ; ) {
  Atomics.wait(seq, 0, seen);
  seen = Atomics.load(seq, 0);
  for (let rest = restMs(); rest > 0 && seen >= 0; rest = restMs()) {
    Atomics.wait(seq, 0, seen, rest);
    seen = Atomics.load(seq, 0);
  }
  if (seen < 0) break;
  parentPort.postMessage(0);
}
`;

/**
 * A second thread that sleeps: 0.1 to 0.2 ms late, and the event loop stays idle meanwhile. At 300 requests a second
 * it costs 0.08 of a core where spinning for 2 ms costs 0.4, which on 2 cores is taken from the server.
 */
export async function createThreadWakeUp(): Promise<WakeUp> {
  const shared = new SharedArrayBuffer(16);
  const seq = new Int32Array(shared, 0, 1);
  const wakeAtUs = new Float64Array(shared, 8, 1);
  const thread = new Worker(THREAD, { eval: true, workerData: shared });
  await once(thread, 'online');
  // Each thread's `performance` has its own origin; hrtime is one clock.
  const originUs = Number(process.hrtime.bigint()) / 1000 - nowUs();
  let pending: (() => void) | undefined;
  thread.on('message', () => {
    const callback = pending;
    pending = undefined;
    callback?.();
  });

  return {
    marginUs: 300,
    at: (us, callback) => {
      pending = callback;
      wakeAtUs[0] = us + originUs;
      Atomics.add(seq, 0, 1);
      Atomics.notify(seq, 0);
    },
    close: async () => {
      pending = undefined;
      const ended = once(thread, 'exit');
      Atomics.store(seq, 0, -1);
      Atomics.notify(seq, 0);
      await ended;
    },
  };
}
