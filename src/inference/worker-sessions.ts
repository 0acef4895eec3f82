import { Worker } from 'node:worker_threads';

import type { Prediction } from '../core/answer.js';
import { nowUs } from '../core/clock.js';
import { UserError } from '../core/errors.js';
import type { Span } from '../core/time-split.js';
import type { ModelCard } from '../core/model-card.js';
import { endThread } from './end-thread.js';
import type { ModelSession } from './session.js';
import type { RunRequest, WorkerMessage, WorkerSpec } from './worker-messages.js';

interface SessionThread extends ModelSession {
  readonly outstanding: number;
  readonly isAlive: boolean;
}

/**
 * A session in each of N worker threads (at least 1), with the least outstanding runs first. A hop to a worker costs
 * more than a small model, but keeps the event loop free during a heavy one.
 */
export async function openWorkerSessions(
  card: ModelCard,
  model: string | Uint8Array,
  workers: number,
): Promise<ModelSession> {
  const threads = await startThreads({ card, model }, workers);
  return {
    run: (rows, span) => {
      // A thread that has ended has nothing outstanding, and must not attract every run. Where all have, the run fails.
      const alive = threads.filter((thread) => thread.isAlive);
      const idlest = (alive.length > 0 ? alive : threads).reduce((best, thread) =>
        thread.outstanding < best.outstanding ? thread : best,
      );
      return idlest.run(rows, span);
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

/** All of them, or none: where one does not start, the others are ended. */
async function startThreads(spec: WorkerSpec, count: number): Promise<readonly SessionThread[]> {
  const starts = await Promise.allSettled(Array.from({ length: count }, () => startThread(spec)));
  const threads = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const failure = starts.find((start) => start.status === 'rejected');
  if (!failure) return threads;
  await Promise.all(threads.map((thread) => thread.close()));
  throw failure.reason;
}

interface Waiter {
  readonly resolve: (rows: readonly Prediction[]) => void;
  readonly reject: (error: Error) => void;
  /** Of a traced run. */
  readonly tell?: (modelRunUs: number) => void;
}

async function startThread(spec: WorkerSpec): Promise<SessionThread> {
  const worker = new Worker(new URL('./session-worker.js', import.meta.url), { workerData: spec });
  const waiting = new Map<number, Waiter>();
  let nextId = 0;
  let gone: Error | undefined;

  const failAll = (error: Error): void => {
    gone ??= error;
    for (const waiter of waiting.values()) waiter.reject(error);
    waiting.clear();
  };
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'ready') return resolve();
      if (message.type === 'failed') {
        return reject(new UserError(message.error.code, message.error.message, message.error.next));
      }
      const waiter = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.type === 'predictions') {
        waiter?.tell?.(message.modelRunUs ?? 0);
        waiter?.resolve(message.predictions);
      } else waiter?.reject(new Error(message.message));
    });
    // A thread that ends before it is ready must not leave its owner waiting.
    worker.on('error', (error: Error) => {
      reject(error);
      failAll(error);
    });
    worker.on('exit', (code) => {
      const error = new Error(`session worker exited with code ${code}`);
      reject(error);
      failAll(error);
    });
  });

  return {
    get outstanding() {
      return waiting.size;
    },
    get isAlive() {
      return gone === undefined;
    },
    run: (rows, span) => {
      if (gone) return Promise.reject(gone);
      const id = nextId++;
      return new Promise((resolve, reject) => {
        if (!span) {
          waiting.set(id, { resolve, reject });
          worker.postMessage({ id, rows } satisfies RunRequest);
          return;
        }
        waiting.set(id, { resolve, reject, tell: tellSpan(span) });
        worker.postMessage({ id, rows, isTraced: true } satisfies RunRequest);
      });
    },
    close: () => endThread(worker),
  };
}

/** What is not the run itself is waiting for it: the runs before it, and the way to the thread and back. */
function tellSpan(span: Span): (modelRunUs: number) => void {
  const startedUs = nowUs();
  return (modelRunUs) => {
    span.add('modelRun', modelRunUs);
    span.add('queue', nowUs() - startedUs - modelRunUs);
  };
}
