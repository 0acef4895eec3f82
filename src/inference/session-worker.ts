import { parentPort, workerData } from 'node:worker_threads';

import { errorRecord } from '../core/errors.js';
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
  parentPort?.on('message', (request: RunRequest) => {
    session.run(request.rows).then(
      (predictions) => post({ type: 'predictions', id: request.id, predictions }),
      (error: unknown) => post({ type: 'error', id: request.id, message: errorRecord(error).message }),
    );
  });
  post({ type: 'ready' });
}

await main(workerData as WorkerSpec);
