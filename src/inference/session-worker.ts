import { parentPort, workerData } from 'node:worker_threads';

import { errorRecord } from '../core/errors.js';
import { END, endThisThread } from './end-thread.js';
import { openSession, type ModelSession } from './session.js';
import type { RunRequest, WorkerMessage, WorkerSpec } from './worker-messages.js';

/** Entry point of a worker thread: one session, answering the runs that its owner posts. */
async function main(spec: WorkerSpec): Promise<void> {
  const post = (message: WorkerMessage): void => parentPort?.postMessage(message);
  let session: ModelSession;
  try {
    session = await openSession(spec.card, spec.model);
  } catch (error) {
    post({ type: 'failed', error: errorRecord(error) });
    return;
  }
  parentPort?.on('message', (message: RunRequest | typeof END) => {
    if (message === END) return void endThisThread(session);
    const { id, rows, isTraced } = message;
    const run = isTraced ? runTraced(session, id, rows) : runPlain(session, id, rows);
    run.then(post, (error: unknown) => post({ type: 'error', id, message: errorRecord(error).message }));
  });
  post({ type: 'ready' });
}

async function runPlain(session: ModelSession, id: number, rows: RunRequest['rows']): Promise<WorkerMessage> {
  return { type: 'predictions', id, predictions: await session.run(rows) };
}

async function runTraced(
  session: ModelSession,
  id: number,
  rows: RunRequest['rows'],
): Promise<WorkerMessage> {
  let modelRunUs = 0;
  const predictions = await session.run(rows, {
    add: (part, us) => {
      if (part === 'modelRun') modelRunUs += us;
    },
  });
  return { type: 'predictions', id, predictions, modelRunUs };
}

await main(workerData as WorkerSpec);
