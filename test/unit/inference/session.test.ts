import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Encoded, Prediction } from '../../../src/core/answer.js';
import { UserError } from '../../../src/core/errors.js';
import { TENSOR_TYPES, type ModelCard } from '../../../src/core/model-card.js';
import { cardOfBareModel } from '../../../src/inference/bare-model.js';
import { createEncoder } from '../../../src/inference/encode.js';
import { openSession, readGraph, type ModelSession } from '../../../src/inference/session.js';
import { fixtureModel, type FixtureModel } from '../../fixture-models.js';
import { valuesOf } from './element-values.js';

async function open(name: FixtureModel): Promise<{
  card: ModelCard;
  session: ModelSession;
  ask: (...requests: Record<string, unknown>[]) => Promise<readonly Prediction[]>;
}> {
  const card = await cardOfBareModel(fixtureModel(name));
  const session = await openSession(card, card.file);
  const encode = createEncoder(card);
  return { card, session, ask: (...requests) => session.run(requests.map((request) => encode(request))) };
}

describe('a graph of every element type', () => {
  let opened: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    opened = await open('identity');
  });
  afterAll(() => opened.session.close());

  it('has an input and an output of each', () => {
    const { card } = opened;
    expect(card.inputs.map(({ type }) => type)).toEqual([...TENSOR_TYPES]);
    expect(card.outputs.map(({ type }) => type)).toEqual([...TENSOR_TYPES]);
  });

  it('property: gives back what it was given, alone and in a batch', async () => {
    const { session } = opened;
    const row = fc
      .tuple(...TENSOR_TYPES.map((type) => fc.array(valuesOf(type), { minLength: 3, maxLength: 3 })))
      .map((inputs): Encoded => ({ inputs: inputs as number[][], shapes: undefined, unseen: false }));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), async (rows) => {
        const predictions = await session.run(rows);
        expect(predictions).toEqual(rows.map(({ inputs }) => answerTo(inputs)));
        const last = rows.at(-1) as Encoded;
        expect(await session.run([last])).toEqual([answerTo(last.inputs)]);
      }),
    );
  });

  it('takes integers beyond 2^53 apart as text, exactly', async () => {
    const { session } = opened;
    const inputs = TENSOR_TYPES.map((type): number[] | string[] =>
      type === 'string' ? ['', '', ''] : type.endsWith('64') ? [2 ** 53, 2 ** 62, 1] : [0, 0, 0],
    );
    const [prediction = []] = await session.run([{ inputs, shapes: undefined, unseen: false }]);
    const of = (type: (typeof TENSOR_TYPES)[number]): unknown => prediction[TENSOR_TYPES.indexOf(type)];
    expect(of('int64')).toEqual(['9007199254740992', '4611686018427387904', 1]);
    expect(of('uint64')).toEqual(['9007199254740992', '4611686018427387904', 1]);
    expect(of('float64')).toEqual([2 ** 53, 2 ** 62, 1]);
  });
});

/** What `identity` answers: its inputs, truth as booleans. */
function answerTo(inputs: Encoded['inputs']): Prediction {
  return inputs.map((values, index) =>
    TENSOR_TYPES[index] === 'bool' ? (values as number[]).map(Boolean) : values,
  );
}

describe('a graph', () => {
  it('with a batch dimension answers many rows as it answers each', async () => {
    const { session, ask } = await open('score');
    const requests = [{ x: [1, 0, 0] }, { x: [0, 1, 1] }, { x: [0.5, 0.25, 0.125] }];
    expect(await ask(...requests)).toEqual([[[1]], [[6]], [[1.5]]]);
    for (const request of requests)
      expect(await ask(request)).toEqual([(await ask(...requests))[requests.indexOf(request)]]);
    await session.close();
  });

  it('of one request at a time takes many one after the other', async () => {
    const { session, ask } = await open('fixed');
    expect(
      await ask(
        {
          x: [
            [1, 2],
            [3, 4],
          ],
        },
        { x: [5, 6, 7, 8] },
      ),
    ).toEqual([[[-1, -2, -3, -4]], [[-5, -6, -7, -8]]]);
    await session.close();
  });

  it('without a batch dimension takes its whole shape as one request', async () => {
    const { session, ask } = await open('whole');
    expect(
      await ask({
        x: [
          [1, 2, 3],
          [4, 5, 6],
        ],
      }),
    ).toEqual([[[-1, -2, -3, -4, -5, -6]]]);
    await session.close();
  });

  it('with an open size takes rows of different sizes in one call', async () => {
    const { session, ask } = await open('open');
    expect(await ask({ x: [1, 2] }, { x: [3] }, { x: [4, 5] })).toEqual([[[-1, -2]], [[-3]], [[-4, -5]]]);
    expect(await ask({ x: [1, 2] }, { x: [3, 4] })).toEqual([[[-1, -2]], [[-3, -4]]]);
    await session.close();
  });

  it('answers no rows with no rows', async () => {
    for (const name of ['score', 'fixed'] as const) {
      const { session, ask } = await open(name);
      expect(await ask()).toEqual([]);
      await session.close();
    }
  });

  it('opens from bytes as from a file', async () => {
    const card = await cardOfBareModel(fixtureModel('score'));
    const session = await openSession(card, new Uint8Array(readFileSync(card.file)));
    expect(await session.run([createEncoder(card)({ x: [1, 1, 1] })])).toEqual([[[7]]]);
    await session.close();
  });
});

describe('what is no usable graph', () => {
  const folder = mkdtempSync(join(tmpdir(), 'servebench-session-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const refusal = async (file: string): Promise<UserError> => {
    const thrown: unknown = await readGraph(file).catch((error: unknown) => error);
    if (!(thrown instanceof UserError)) throw new Error('expected a UserError', { cause: thrown });
    return thrown;
  };

  it.each([
    ['empty', ''],
    ['text', 'this is not a graph'],
    ['truncated', readFileSync(fixtureModel('identity')).subarray(0, 700)],
  ])('is reported by its name: %s', async (name, content) => {
    const file = join(folder, `${name}.onnx`);
    writeFileSync(file, content);
    const { code, message, next } = await refusal(file);
    expect(code).toBe('MODEL_INVALID');
    expect(message).toContain(`${name}.onnx`);
    expect(next).toContain('onnx.checker');
  });

  it('is a graph with an output that is no tensor, too', async () => {
    const { message, next } = await refusal(fixtureModel('sequence'));
    expect(message).toContain('"s" is a sequence or map');
    expect(next).toContain('ZipMap');
  });
});
