import { Worker } from 'node:worker_threads';

import type { Prediction } from '../core/answer.js';
import { nowUs } from '../core/clock.js';
import { UserError } from '../core/errors.js';
import type { Span } from '../core/time-split.js';
import type { ModelCard } from '../core/model-card.js';
import { openSession, type ModelSession } from './session.js';
import type { RunRequest, WorkerMessage, WorkerSpec } from './worker-messages.js';

interface SessionThread extends ModelSession {
  readonly outstanding: number;
}

/**
 * A session on the calling thread (`workers` 0), or one in each of N worker threads with the least outstanding runs
 * first. A hop to a worker costs more than a small model, but keeps the event loop free during a heavy one.
 */
export async function openModel(
  card: ModelCard,
  model: string | Uint8Array,
  workers: number,
): Promise<ModelSession> {
  if (workers === 0) return openSession(card, model);
  const threads = await Promise.all(Array.from({ length: workers }, () => startThread({ card, model })));
  return {
    run: (rows, span) => {
      const idlest = threads.reduce((best, thread) =>
        thread.outstanding < best.outstanding ? thread : best,
      );
      return idlest.run(rows, span);
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
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
    worker.on('error', (error: Error) => {
      reject(error);
      failAll(error);
    });
    worker.on('exit', (code) => failAll(new Error(`session worker exited with code ${code}`)));
  });

  return {
    get outstanding() {
      return waiting.size;
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
    close: async () => {
      await worker.terminate();
    },
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
