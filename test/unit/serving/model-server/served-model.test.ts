import { describe, expect, it } from 'vitest';

import type { ModelCard } from '../../../../src/core/model-card.js';
import type { TensorRun, TensorSession } from '../../../../src/inference/tensor-session.js';
import { createServedModel, type ServedModel } from '../../../../src/serving/model-server/served-model.js';
import { createStatistics } from '../../../../src/serving/model-server/statistics.js';

const card: ModelCard = {
  ...{ name: 'echo', file: 'echo.onnx', sha256: '', bytes: 0, features: [] },
  inputs: [{ name: 'x', type: 'float32', shape: ['batch', 1] }],
  outputs: [{ name: 'y', type: 'float32', shape: ['batch', 1] }],
};
const body = Buffer.from('{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1],"data":[3]}]}');

/** A session whose runs end when they are told to. */
function heldSession(): TensorSession & { release(index: number): void; isClosed(): boolean } {
  const ends: (() => void)[] = [];
  let closed = false;
  return {
    run: (inputs) =>
      new Promise<TensorRun>((resolve) => {
        ends.push(() =>
          resolve({ outputs: inputs, preparedMs: 1, startedMs: 2, inferredMs: 4, extractedMs: 5 }),
        );
      }),
    close: async () => {
      closed = true;
    },
    release: (index) => ends[index]?.(),
    isClosed: () => closed,
  };
}

const infer = (model: ServedModel, request = body): Promise<string> =>
  model.infer(
    () => model.readRest(request, undefined),
    (read, { outputs }) => model.writeRest(read, outputs).json,
  );

describe('a served model', () => {
  it('is closed when its last request was answered', async () => {
    const session = heldSession();
    const model = createServedModel(card, session, createStatistics(), null);
    const answers = [infer(model), infer(model)];
    expect(model.pending()).toBe(2);
    const closing = model.close();
    session.release(0);
    expect(await answers[0]).toContain('"data":[3]');
    expect(session.isClosed()).toBe(false);
    session.release(1);
    await closing;
    expect(session.isClosed()).toBe(true);
    expect(await answers[1]).toContain('"data":[3]');
    expect(model.pending()).toBe(0);
  });

  it('counts a request that it refuses, and is closed all the same', async () => {
    const session = heldSession();
    const model = createServedModel(card, session, createStatistics(), null);
    await expect(infer(model, Buffer.from('{}'))).rejects.toThrow("Unable to parse 'inputs'");
    expect(model.statistics.stats().inference_stats.fail.count).toBe(1);
    await model.close();
    expect(session.isClosed()).toBe(true);
  });
});
