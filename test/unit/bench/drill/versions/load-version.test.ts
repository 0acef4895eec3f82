import { describe, expect, it } from 'vitest';

import { loadVersion } from '../../../../../src/bench/drill/versions/load-version.js';
import { loadModel } from '../../../../../src/bench/load-model.js';
import { fixtureModel } from '../../../../fixture-models.js';

describe('another version of a model', () => {
  it('is another file for the same requests, under the name of the model', async () => {
    const card = await loadModel(fixtureModel('score'));
    const version = await loadVersion(fixtureModel('score-next'), card);
    const { sha256, file, bytes } = await loadModel(fixtureModel('score-next'));
    expect(version).toEqual({ ...card, sha256, file, bytes });
    expect(sha256).not.toBe(card.sha256);
  });

  it.each([
    ['score', 'it is the same file'],
    ['score-of-two', 'input "x"'],
  ] as const)('is not %s: %s', async (name, words) => {
    const card = await loadModel(fixtureModel('score'));
    const loading = loadVersion(fixtureModel(name), card);
    await expect(loading).rejects.toMatchObject({
      code: 'VERSION_INVALID',
      message: expect.stringContaining(words),
    });
  });

  it('is not a folder with other features', async () => {
    const card = await loadModel('models/clicks');
    await expect(loadVersion('models/digits', card)).rejects.toThrow('its card has other inputs');
    const other = { ...card, sha256: '0', features: card.features.slice(1) };
    await expect(loadVersion('models/clicks', other)).rejects.toThrow('its card has other features');
  });
});
