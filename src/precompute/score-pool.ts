import { Worker } from 'node:worker_threads';

import { UserError, type ErrorRecord } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import type { PackedKeys } from '../inference/packed-keys.js';
import type { PackedValues } from '../inference/packed-values.js';

/** What a scoring thread is started with. */
export interface ScoreWorkerSpec {
  readonly card: ModelCard;
  readonly oov: boolean;
}

export interface ScoreRequest {
  readonly id: number;
  readonly keys: PackedKeys;
}

export type ScoreMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: ErrorRecord }
  | { readonly type: 'values'; readonly id: number; readonly values: PackedValues }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorRecord };

/** Scoring threads, each with a session of its own. What a list of keys scores to does not depend on their number. */
export interface ScorePool {
  readonly workers: number;
  /** The idlest thread takes the keys. @throws UserError PREDICTION_NAN */
  score(keys: PackedKeys): Promise<PackedValues>;
  close(): Promise<void>;
}

interface Thread {
  readonly outstanding: number;
  score(keys: PackedKeys): Promise<PackedValues>;
  close(): Promise<void>;
}

/** @throws UserError MODEL_INVALID; then no thread is left. */
export async function openScorePool(spec: ScoreWorkerSpec, workers: number): Promise<ScorePool> {
  const starts = await Promise.allSettled(Array.from({ length: workers }, () => startThread(spec)));
  const threads = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all(threads.map((thread) => thread.close()));
  };
  const failure = starts.find((start) => start.status === 'rejected');
  if (failure) {
    await close();
    throw failure.reason;
  }
  return {
    workers,
    score: (keys) => {
      const idlest = threads.reduce((best, thread) =>
        thread.outstanding < best.outstanding ? thread : best,
      );
      return idlest.score(keys);
    },
    close,
  };
}

interface Waiter {
  readonly resolve: (values: PackedValues) => void;
  readonly reject: (error: Error) => void;
}

async function startThread(spec: ScoreWorkerSpec): Promise<Thread> {
  const worker = new Worker(new URL('./score-worker.js', import.meta.url), { workerData: spec });
  const waiting = new Map<number, Waiter>();
  let nextId = 0;
  let gone: Error | undefined;
  const failAll = (error: Error): void => {
    gone ??= error;
    for (const waiter of waiting.values()) waiter.reject(error);
    waiting.clear();
  };
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(error);
      failAll(error);
    };
    worker.on('message', (message: ScoreMessage) => {
      if (message.type === 'ready') return resolve();
      if (message.type === 'failed') return fail(thrown(message.error));
      const waiter = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.type === 'values') waiter?.resolve(message.values);
      else waiter?.reject(thrown(message.error));
    });
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new Error(`a scoring thread ended with code ${code}`)));
  });
  return {
    get outstanding() {
      return waiting.size;
    },
    score: (keys) => {
      if (gone) return Promise.reject(gone);
      const id = nextId++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, keys } satisfies ScoreRequest);
      });
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

function thrown(record: ErrorRecord): Error {
  return record.kind === 'user'
    ? new UserError(record.code, record.message, record.next)
    : new Error(record.message);
}
