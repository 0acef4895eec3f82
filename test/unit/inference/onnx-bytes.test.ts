import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

import { withMetadata, withNegatedWeights } from '../../../src/inference/onnx-bytes.js';
import { fixtureModel } from '../../fixture-models.js';

/** x * weights: 7 for [1, 1, 1]. */
const SCORE = readFileSync(fixtureModel('score'));
/** No weights at all. */
const IDENTITY = readFileSync(fixtureModel('identity'));

async function scoreOf(model: Uint8Array): Promise<number> {
  const session = await InferenceSession.create(model);
  const [input = ''] = session.inputNames;
  const [output = ''] = session.outputNames;
  const { [output]: result } = await session.run({ [input]: new Tensor('float32', [1, 1, 1], [1, 3]) });
  return Number(result?.data[0]);
}

describe('a model as bytes', () => {
  it('answers the same with one more entry of metadata, in other bytes', async () => {
    const long = withMetadata(SCORE, 'version', 'v'.repeat(300));
    expect(long.length).toBeGreaterThan(SCORE.length + 300);
    expect(long.subarray(0, SCORE.length)).toEqual(SCORE);
    expect(await scoreOf(long)).toBe(await scoreOf(SCORE));
    expect(await scoreOf(withMetadata(long, 'version', 'another'))).toBe(7);
  });

  it('answers something else with its weights turned, and the same with them turned twice', async () => {
    const turned = withNegatedWeights(SCORE);
    expect(turned).toHaveLength(SCORE.length);
    expect(await scoreOf(turned as Uint8Array)).toBe(-7);
    expect(withNegatedWeights(turned as Uint8Array)).toEqual(SCORE);
  });

  it('has nothing to turn without weights', () => {
    expect(withNegatedWeights(IDENTITY)).toBeUndefined();
    expect(withNegatedWeights(new Uint8Array())).toBeUndefined();
  });

  it('is told from what breaks off in the middle of a field', () => {
    expect(() => withNegatedWeights(Uint8Array.of(0xff))).toThrow('no ONNX model');
  });
});
