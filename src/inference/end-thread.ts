import type { Worker } from 'node:worker_threads';

/** What the owner of a thread that runs a model posts to it last. */
export const END = 'end';

/**
 * Has a thread that runs a model end by itself, between two runs: what it was asked before and has not begun stays
 * unanswered. `Worker.terminate` is not for such threads: where it meets a run, the add-on throws what nobody can
 * catch, and the whole process aborts (https://github.com/nodejs/node-addon-api/pull/902).
 */
export async function endThread(worker: Worker): Promise<void> {
  // It has ended already.
  if (worker.threadId === -1) return;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.postMessage(END);
  await exited;
}

/** In the thread, once it is told to end. Its queue is not worked off. @param session what it ran */
export async function endThisThread(session: { close(): Promise<void> }): Promise<never> {
  await session.close();
  // In a thread, this ends the thread alone.
  process.exit(0);
}
