import { describe, expect, it } from 'vitest';

import { DEFAULT_BATCHING, OverloadedError } from '../../../../src/core/batching.js';
import type { ModelCard } from '../../../../src/core/model-card.js';
import type { TensorData } from '../../../../src/inference/tensor-data.js';
import type { TensorRun, TensorSession } from '../../../../src/inference/tensor-session.js';
import { createExecutor, type Execution } from '../../../../src/serving/model-server/executor.js';
import { OipError } from '../../../../src/serving/model-server/oip-error.js';
import { createStatistics } from '../../../../src/serving/model-server/statistics.js';

const card: ModelCard = {
  ...{ name: 'echo', file: 'echo.onnx', sha256: '', bytes: 0, features: [] },
  inputs: [{ name: 'x', type: 'float32', shape: ['batch', 'width'] }],
  outputs: [{ name: 'y', type: 'float32', shape: ['batch', 'width'] }],
};

const rows = (...values: readonly number[]): TensorData => ({
  type: 'float32',
  shape: [values.length, 1],
  data: Float32Array.from(values),
});

/** Gives back what it gets, when it is told to, and remembers the shapes; fails for a negative element. */
function echo(): TensorSession & { readonly shapes: (readonly number[])[]; release(): Promise<void> } {
  const held: (() => void)[] = [];
  const shapes: (readonly number[])[] = [];
  return {
    shapes,
    run: (inputs) => {
      const [input = rows()] = inputs;
      shapes.push(input.shape);
      return new Promise<TensorRun>((resolve, reject) => {
        held.push(() => {
          if (Array.from(input.data, Number).some((value) => value < 0)) return reject(new Error('negative'));
          const now = performance.now();
          resolve({ outputs: inputs, preparedMs: now, startedMs: now, inferredMs: now, extractedMs: now });
        });
      });
    },
    close: async () => undefined,
    release: async () => {
      held.shift()?.();
      await new Promise((done) => setImmediate(done));
    },
  };
}

const valuesOf = async (execution: Promise<Execution>): Promise<number[]> =>
  Array.from((await execution).outputs[0]?.data ?? [], Number);

describe('an executor', () => {
  it('runs together what waited, and gives each request its own rows', async () => {
    const session = echo();
    const statistics = createStatistics();
    const execute = createExecutor(card, session, statistics, DEFAULT_BATCHING);
    const answers = [execute([rows(1)], 1), execute([rows(2, 3)], 2), execute([rows(4)], 1)];
    await session.release();
    await session.release();
    expect(await Promise.all(answers.map(valuesOf))).toEqual([[1], [2, 3], [4]]);
    expect(session.shapes).toEqual([
      [1, 1],
      [3, 1],
    ]);
    expect(statistics.stats().batch_stats.map(({ batch_size }) => batch_size)).toEqual([1, 3]);
    expect((await answers[2])?.queueMs).toBeGreaterThan(0);
  });

  it('keeps requests apart that cannot be one tensor', async () => {
    const session = echo();
    const execute = createExecutor(card, session, createStatistics(), DEFAULT_BATCHING);
    const wide: TensorData = { type: 'float32', shape: [1, 2], data: Float32Array.of(5, 6) };
    const answers = [execute([rows(1)], 1), execute([rows(2)], 1), execute([wide], 1)];
    for (let run = 0; run < 3; run++) await session.release();
    expect(await Promise.all(answers.map(valuesOf))).toEqual([[1], [2], [5, 6]]);
  });

  it('makes the fault of one request not that of another', async () => {
    const session = echo();
    const execute = createExecutor(card, session, createStatistics(), DEFAULT_BATCHING);
    const first = execute([rows(1)], 1);
    const [bad, good] = [execute([rows(-1)], 1), execute([rows(2)], 1)];
    const refused = bad.catch((error: unknown) => error);
    for (let run = 0; run < 4; run++) await session.release();
    expect(await refused).toBeInstanceOf(OipError);
    expect(await valuesOf(first)).toEqual([1]);
    expect(await valuesOf(good)).toEqual([2]);
  });

  it('refuses what does not fit into the queue', async () => {
    const session = echo();
    const execute = createExecutor(card, session, createStatistics(), { ...DEFAULT_BATCHING, maxQueue: 1 });
    const answers = [execute([rows(1)], 1), execute([rows(2)], 1)];
    await expect(execute([rows(3)], 1)).rejects.toThrow(OverloadedError);
    await session.release();
    await session.release();
    expect(await Promise.all(answers.map(valuesOf))).toEqual([[1], [2]]);
  });

  it('runs each request by itself where a dimension is fixed, or batching is off', async () => {
    const session = echo();
    const fixed = { ...card, outputs: [{ name: 'y', type: 'float32' as const, shape: [1, 1] }] };
    const execute = createExecutor(fixed, session, createStatistics(), DEFAULT_BATCHING);
    const answers = [execute([rows(1)], 1), execute([rows(2)], 1)];
    await session.release();
    await session.release();
    expect(await Promise.all(answers.map(valuesOf))).toEqual([[1], [2]]);
    expect(session.shapes).toHaveLength(2);
  });
});
