import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { loadModel } from '../../../src/bench/load-model.js';
import { UserError } from '../../../src/core/errors.js';
import type { ModelCard, TensorSpec } from '../../../src/core/model-card.js';
import { cardOfBareModel, checkCardAgainstGraph } from '../../../src/inference/bare-model.js';
import { fixtureModel } from '../../fixture-models.js';

async function userErrorOf(promise: Promise<unknown>): Promise<UserError> {
  const thrown: unknown = await promise.catch((error: unknown) => error);
  if (!(thrown instanceof UserError)) throw new Error('expected a UserError', { cause: thrown });
  return thrown;
}

describe('the card of a bare model', () => {
  it('is read from its graph: a tensor feature for each input, by name', async () => {
    const file = fixtureModel('fixed');
    const bytes = readFileSync(file);
    expect(await cardOfBareModel(file)).toEqual({
      name: 'fixed',
      file,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      inputs: [{ name: 'x', type: 'float32', shape: [1, 2, 2] }],
      outputs: [{ name: 'y', type: 'float32', shape: [1, 2, 2] }],
      features: [{ name: 'x', type: 'tensor', input: 'x', shape: [2, 2] }],
    });
  });

  it('keeps the names of open sizes', async () => {
    const { inputs, features } = await cardOfBareModel(fixtureModel('open'));
    expect(inputs[0]?.shape).toEqual(['batch', 'n']);
    expect(features[0]).toMatchObject({ shape: ['n'] });
  });

  it('is what loading a .onnx file gives, and agrees with its graph', async () => {
    const card = await loadModel(fixtureModel('identity'));
    expect(card).toEqual(await cardOfBareModel(fixtureModel('identity')));
    await expect(checkCardAgainstGraph(card)).resolves.toBeUndefined();
  });

  it('of a file that is not there names the file', async () => {
    const file = join('no', 'such.onnx');
    const { code, message } = await userErrorOf(cardOfBareModel(file));
    expect(code).toBe('MODEL_MISSING');
    expect(message).toContain(file);
    expect(message).toContain('ENOENT');
  });
});

describe('a card that does not describe its graph', () => {
  const change = async (changes: Partial<Pick<ModelCard, 'inputs' | 'outputs'>>): Promise<UserError> => {
    const card = await cardOfBareModel(fixtureModel('score'));
    return userErrorOf(checkCardAgainstGraph({ ...card, ...changes }));
  };
  const x: TensorSpec = { name: 'x', type: 'float32', shape: ['batch', 3] };
  const score: TensorSpec = { name: 'score', type: 'float32', shape: ['batch', 1] };

  it.each<[string, Partial<Pick<ModelCard, 'inputs' | 'outputs'>>, string]>([
    [
      'type',
      { inputs: [{ ...x, type: 'int64' }] },
      'input "x" is float32[batch, 3], the card says int64[batch, 3]',
    ],
    ['size', { inputs: [{ ...x, shape: ['batch', 4] }] }, 'the card says float32[batch, 4]'],
    ['openness', { inputs: [{ ...x, shape: [1, 3] }] }, 'the card says float32[1, 3]'],
    ['rank', { outputs: [{ ...score, shape: ['batch'] }] }, 'output "score" is float32[batch, 1]'],
    ['a name', { outputs: [{ ...score, name: 'scores' }] }, 'output "scores" is not in the graph'],
    ['an input too few', { inputs: [] }, 'input "x" float32[batch, 3] is not in the card'],
    ['an input too many', { inputs: [x, { ...x, name: 'z' }] }, 'input "z" is not in the graph'],
  ])('is reported: %s', async (_, changes, words) => {
    const { code, message } = await change(changes);
    expect(code).toBe('CARD_MISMATCH');
    expect(message).toContain(words);
  });

  it('is reported with every difference at once', async () => {
    const { message } = await change({
      inputs: [{ ...x, type: 'int64' }],
      outputs: [{ ...score, name: 'y' }],
    });
    expect(message).toContain('input "x"');
    expect(message).toContain('output "y"');
  });

  it('may name open sizes as it likes, and leave outputs out', async () => {
    const card = await cardOfBareModel(fixtureModel('identity'));
    const inputs = card.inputs.map((input) => ({ ...input, shape: ['rows', 3] }));
    await expect(
      checkCardAgainstGraph({ ...card, inputs, outputs: card.outputs.slice(0, 2) }),
    ).resolves.toBeUndefined();
  });
});
