import { parentPort, workerData } from 'node:worker_threads';

import { errorRecord } from '../core/errors.js';
import { END, endThisThread } from '../inference/end-thread.js';
import { openBatchScorer, type BatchScorer } from '../inference/batch-scorer.js';
import type { ScoreMessage, ScoreRequest, ScoreWorkerSpec } from './score-pool.js';

/** Entry point of a scoring thread: one session, answering the keys that its owner posts, one list after the other. */
async function main({ card, oov }: ScoreWorkerSpec): Promise<void> {
  const post = (message: ScoreMessage, transfer: ArrayBuffer[] = []): void =>
    parentPort?.postMessage(message, transfer);
  let scorer: BatchScorer;
  try {
    scorer = await openBatchScorer(card, card.file, { oov });
  } catch (error) {
    post({ type: 'failed', error: errorRecord(error) });
    return;
  }
  let last = Promise.resolve();
  parentPort?.on('message', (message: ScoreRequest | typeof END) => {
    if (message === END) return void endThisThread(scorer);
    const { id, keys } = message;
    last = last.then(async () => {
      try {
        const values = await scorer.score(keys);
        const buffers = values.kind === 'real' ? [values.values] : [values.bytes, values.ends];
        post(
          { type: 'values', id, values },
          buffers.map(({ buffer }) => buffer as ArrayBuffer),
        );
      } catch (error) {
        post({ type: 'error', id, error: errorRecord(error) });
      }
    });
  });
  post({ type: 'ready' });
}

await main(workerData as ScoreWorkerSpec);
