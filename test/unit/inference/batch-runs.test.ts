import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Encoded, Prediction } from '../../../src/core/answer.js';
import { DEFAULT_BATCHING, OverloadedError, type Batching } from '../../../src/core/batching.js';
import type { Span, TimePart } from '../../../src/core/time-split.js';
import { batchRuns, type RunRows } from '../../../src/inference/batch-runs.js';

const row = (value: number): Encoded => ({ inputs: [[value]], shapes: undefined, unseen: false });
const valueOf = ({ inputs }: Encoded): number => Number(inputs[0]?.[0]);
const doubled = (rows: readonly Encoded[]): Prediction[] => rows.map((each) => [[2 * valueOf(each)]]);

/** A model that ends its runs when it is told to, and remembers what it was asked. */
function slowModel(): { run: RunRows; batches: number[][]; end: (error?: Error) => Promise<void> } {
  const batches: number[][] = [];
  const open: ((error?: Error) => void)[] = [];
  const run: RunRows = (rows, span) => {
    batches.push(rows.map(valueOf));
    return new Promise((resolve, reject) => {
      open.push((error) => {
        span?.add('modelRun', 7);
        if (error) reject(error);
        else resolve(doubled(rows));
      });
    });
  };
  const end = async (error?: Error): Promise<void> => {
    open.shift()?.(error);
    await new Promise((done) => setImmediate(done));
  };
  return { run, batches, end };
}

const ask = (run: RunRows, value: number): Promise<number> =>
  run([row(value)]).then((predictions) => Number(predictions[0]?.[0]?.[0]));
const settings = (changes: Partial<Batching>): Batching => ({ ...DEFAULT_BATCHING, ...changes });

describe('batchRuns', () => {
  it('runs a lone request at once, and together what came meanwhile', async () => {
    const { run, batches, end } = slowModel();
    const batched = batchRuns(run, DEFAULT_BATCHING);
    const answers = [1, 2, 3, 4].map((value) => ask(batched, value));
    expect(batches).toEqual([[1]]);
    await end();
    expect(batches).toEqual([[1], [2, 3, 4]]);
    await end();
    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8]);
  });

  it('keeps to the largest batch, and takes a larger request whole', async () => {
    const { run, batches, end } = slowModel();
    const batched = batchRuns(run, settings({ maxBatch: 3 }));
    const answers = [
      ...[1, 2, 3].map((value) => batched([row(value)])),
      batched([4, 5, 6, 7].map(row)),
      batched([8, 9].map(row)),
    ];
    for (let step = 0; step < 5; step++) await end();
    expect(batches).toEqual([[1], [2, 3], [4, 5, 6, 7], [8, 9]]);
    expect(await answers[3]).toEqual([[[8]], [[10]], [[12]], [[14]]]);
  });

  it('does not let the row of one client fail the others', async () => {
    const run: RunRows = async (rows) => {
      await new Promise((done) => setImmediate(done));
      if (rows.some((each) => valueOf(each) === 13)) throw new Error('bad row');
      return doubled(rows);
    };
    const batched = batchRuns(run, DEFAULT_BATCHING);
    const outcomes = await Promise.allSettled([1, 2, 13, 4].map((value) => ask(batched, value)));
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed'))).toEqual([
      2,
      4,
      'failed',
      8,
    ]);
    expect(await ask(batched, 5)).toBe(10);
  });

  it('refuses what the queue has no room for, and what has waited too long', async () => {
    const { run, end } = slowModel();
    const batched = batchRuns(run, settings({ maxQueue: 2, deadlineMs: 5 }));
    const answers = [1, 2, 3].map((value) => ask(batched, value));
    await expect(ask(batched, 4)).rejects.toThrow(OverloadedError);
    answers.forEach((answer) => answer.catch(() => undefined));
    await new Promise((done) => setTimeout(done, 10));
    await end();
    expect(await answers[0]).toBe(2);
    await expect(answers[1]).rejects.toThrow('waited for more than 5 ms');
    const late = ask(batched, 5);
    await end();
    expect(await late).toBe(10);
  });

  it('waits for more where it is told to', async () => {
    const { run, batches, end } = slowModel();
    const batched = batchRuns(run, settings({ maxDelayUs: 20_000 }));
    const first = ask(batched, 1);
    await new Promise((done) => setTimeout(done, 2));
    const second = ask(batched, 2);
    expect(batches).toEqual([]);
    await new Promise((done) => setTimeout(done, 60));
    expect(batches).toEqual([[1, 2]]);
    await end();
    expect(await Promise.all([first, second])).toEqual([2, 4]);
  });

  it('runs as many batches at a time as there are sessions', async () => {
    const { run, batches, end } = slowModel();
    const batched = batchRuns(run, DEFAULT_BATCHING, { concurrency: 2 });
    const answers = [1, 2, 3, 4].map((value) => ask(batched, value));
    expect(batches).toEqual([[1], [2]]);
    await end();
    expect(batches).toEqual([[1], [2], [3, 4]]);
    await end();
    await end();
    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8]);
  });

  it('tells a traced request how long it waited and how long the run took', async () => {
    const { run, end } = slowModel();
    const batched = batchRuns(run, DEFAULT_BATCHING);
    const parts: Partial<Record<TimePart, number>> = {};
    const span: Span = { add: (part, us) => (parts[part] = (parts[part] ?? 0) + us) };
    void batched([row(1)]);
    const traced = batched([row(2)], span);
    void batched([row(3)]);
    await new Promise((done) => setTimeout(done, 5));
    await end();
    await end();
    await traced;
    expect(parts.modelRun).toBe(7);
    expect(parts.queue).toBeGreaterThan(3000);
  });

  it('property: gives everyone their own rows, whatever comes when', async () => {
    const requests = fc.array(fc.record({ size: fc.integer({ min: 1, max: 5 }), gap: fc.boolean() }), {
      minLength: 1,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(
        requests,
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 1, max: 3 }),
        async (plan, maxBatch, sessions) => {
          const sizes: number[] = [];
          const run: RunRows = async (rows) => {
            sizes.push(rows.length);
            await new Promise((done) => setImmediate(done));
            return doubled(rows);
          };
          const batched = batchRuns(run, settings({ maxBatch }), { concurrency: sessions });
          let next = 0;
          const answers: Promise<void>[] = [];
          for (const { size, gap } of plan) {
            const values = Array.from({ length: size }, () => next++);
            answers.push(
              batched(values.map(row)).then((rows) =>
                expect(rows).toEqual(values.map((value) => [[2 * value]])),
              ),
            );
            if (gap) await new Promise((done) => setImmediate(done));
          }
          await Promise.all(answers);
          expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(next);
          expect(Math.max(...sizes)).toBeLessThanOrEqual(Math.max(maxBatch, 5));
        },
      ),
      { numRuns: 50 },
    );
  });
});
