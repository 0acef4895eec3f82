import type { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';

import { loadModel } from '../../../src/bench/load-model.js';
import type { ModelCard } from '../../../src/core/model-card.js';
import { openSession, type ModelSession } from '../../../src/inference/session.js';
import { exampleRow } from '../../../src/inference/verify-model.js';
import { built } from '../../built.js';
import { fixtureModel } from '../../fixture-models.js';

type Module = typeof import('../../../src/inference/worker-sessions.js');

/** Ends a thread by an error of its own, between two runs: terminated in the middle of one, it takes the process along. */
function breakThread(thread: Worker | undefined): void {
  thread?.postMessage(null);
}

describe('sessions in worker threads', () => {
  let card: ModelCard;
  let openWorkerSessions: Module['openWorkerSessions'];
  let opened: ModelSession | undefined;
  /** Every thread that was started. */
  const threads: Worker[] = [];
  const onWorker = (worker: Worker): void => void threads.push(worker);

  beforeAll(async () => {
    card = await loadModel('models/clicks');
    ({ openWorkerSessions } = await built<Module>('inference/worker-sessions.js'));
  });
  afterEach(async () => {
    process.off('worker', onWorker);
    await opened?.close();
    opened = undefined;
    threads.length = 0;
  });

  const open = async (workers: number): Promise<ModelSession> => {
    process.on('worker', onWorker);
    opened = await openWorkerSessions(card, card.file, workers);
    return opened;
  };

  it.each([1, 3])('%i of them answer as the main thread does', async (workers) => {
    const session = await open(workers);
    expect(threads).toHaveLength(workers);
    const rows = Array.from({ length: 40 }, (_, row) => exampleRow(card, row));
    const reference = await openSession(card, card.file);
    const expected = await reference.run(rows);
    // All at once, so that every thread has several outstanding.
    const alone = await Promise.all(rows.map((row) => session.run([row])));
    expect(alone.flat()).toEqual(expected);
    expect(await session.run(rows)).toEqual(expected);
    await reference.close();
  });

  it('report a run that fails and go on', async () => {
    const session = await open(1);
    const beyond = { inputs: [[9999, 0, 0, 0, 0]], shapes: undefined, unseen: false };
    await expect(session.run([beyond])).rejects.toThrow('idx=9999');
    expect(await session.run([exampleRow(card, 0)])).toHaveLength(1);
  });

  it('report a model that is none, and leave no thread', async () => {
    process.on('worker', onWorker);
    const broken = openWorkerSessions(card, new Uint8Array([1, 2, 3]), 2);
    await expect(broken).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    await expect.poll(() => threads.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  });

  it('that end before they are ready are an error, not a wait', async () => {
    process.once('worker', (worker: Worker) => void worker.terminate());
    await expect(open(1)).rejects.toThrow('session worker exited');
  });

  it('that end with a run outstanding fail it, and later runs go to the others', async () => {
    const session = await open(2);
    const rows = Array.from({ length: 2000 }, (_, row) => exampleRow(card, row));
    // Before the runs, so that it has not answered one of them when it ends.
    breakThread(threads[0]);
    const outstanding = [session.run(rows), session.run(rows)];
    const outcomes = await Promise.allSettled(outstanding);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    const later = await Promise.all(Array.from({ length: 10 }, () => session.run([exampleRow(card, 0)])));
    expect(later).toHaveLength(10);
  });

  it('of which none is left fail every run', async () => {
    const session = await open(1);
    const exited = new Promise((resolve) => threads[0]?.once('exit', resolve));
    breakThread(threads[0]);
    await exited;
    await expect(session.run([exampleRow(card, 0)])).rejects.toThrow('Cannot destructure');
  });

  it('end by themselves when they are closed under load, and leave no run without an end', async () => {
    const session = await open(2);
    const codes = threads.map((thread) => new Promise((resolve) => thread.once('exit', resolve)));
    const rows = Array.from({ length: 2000 }, (_, row) => exampleRow(card, row));
    const outstanding = Array.from({ length: 20 }, () => session.run(rows));
    const settled = Promise.allSettled(outstanding);
    await outstanding[0];
    await session.close();
    // A thread that is terminated exits with 1, if the process survives that in the middle of a run.
    expect(await Promise.all(codes)).toEqual([0, 0]);
    expect(await settled).toHaveLength(outstanding.length);
    await session.close();
  });

  it('take a bare model, too', async () => {
    const bare = await loadModel(fixtureModel('score'));
    const session = await openWorkerSessions(bare, bare.file, 1);
    const row = { inputs: [[1, 1, 1]], shapes: undefined, unseen: false };
    expect(await session.run([row])).toEqual([[[7]]]);
    await session.close();
  });
});
