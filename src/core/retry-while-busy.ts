import { systemErrorCode } from './errors.js';

const PAUSE_MS = 5;

/**
 * Repeats a synchronous step of SQLite that answers SQLITE_BUSY at once instead of waiting, as it does where two
 * processes that upgrade their lock could wait for each other: above all `journal_mode = WAL`, while several create
 * one file.
 * @throws what the step threw, at once for any other error, else after `timeoutMs`
 */
export function retryWhileBusy(step: () => void, timeoutMs: number): void {
  const deadlineMs = performance.now() + timeoutMs;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      return step();
    } catch (error) {
      if (systemErrorCode(error) !== 'SQLITE_BUSY' || performance.now() > deadlineMs) throw error;
      Atomics.wait(pause, 0, 0, PAUSE_MS);
    }
  }
}
