import { Worker } from 'node:worker_threads';

import { UserError, type ErrorRecord } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import { endThread } from '../inference/end-thread.js';
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
  /** Threads, at most. */
  readonly workers: number;
  /** The idlest thread takes the keys. @throws UserError PREDICTION_NAN */
  score(keys: PackedKeys): Promise<PackedValues>;
  /** Starts as many threads again, up to the most. */
  grow(): void;
  close(): Promise<void>;
}

interface Thread {
  readonly outstanding: number;
  score(keys: PackedKeys): Promise<PackedValues>;
  close(): Promise<void>;
}

/**
 * Starts with one thread: where the store is slower than that one, more would only take its time.
 * @throws UserError MODEL_INVALID
 */
export async function openScorePool(spec: ScoreWorkerSpec, workers: number): Promise<ScorePool> {
  const threads = [await startThread(spec)];
  const joining: Promise<void>[] = [];
  let failure: Error | undefined;
  const join = async (): Promise<void> => {
    try {
      threads.push(await startThread(spec));
    } catch (error) {
      failure ??= error instanceof Error ? error : new Error(String(error));
    }
  };
  return {
    workers,
    score: (keys) => {
      if (failure) return Promise.reject(failure);
      const idlest = threads.reduce((best, thread) =>
        thread.outstanding < best.outstanding ? thread : best,
      );
      return idlest.score(keys);
    },
    grow: () => {
      const started = 1 + joining.length;
      const target = Math.min(workers, 2 * started);
      for (let thread = started; thread < target; thread++) joining.push(join());
    },
    close: async () => {
      await Promise.all(joining);
      await Promise.all(threads.map((thread) => thread.close()));
    },
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
    close: () => endThread(worker),
  };
}

function thrown(record: ErrorRecord): Error {
  return record.kind === 'user'
    ? new UserError(record.code, record.message, record.next)
    : new Error(record.message);
}
