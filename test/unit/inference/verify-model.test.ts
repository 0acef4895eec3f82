import { describe, expect, it } from 'vitest';

import { loadModel } from '../../../src/bench/load-model.js';
import { createKeyCodec } from '../../../src/inference/row-key.js';
import { openSession } from '../../../src/inference/session.js';
import { exampleRow, verifyModel } from '../../../src/inference/verify-model.js';
import { fixtureModel } from '../../fixture-models.js';

describe('a model is verified', () => {
  it.each([
    'models/clicks',
    'models/digits',
    fixtureModel('identity'),
    fixtureModel('open'),
    fixtureModel('fixed'),
  ])('%s answers rows in a batch as alone, bit by bit', async (path) => {
    expect(await verifyModel(await loadModel(path))).toEqual({ rows: 64, maxAbsDiff: 0 });
  });

  it('unless its card describes another graph', async () => {
    const card = await loadModel(fixtureModel('score'));
    await expect(verifyModel({ ...card, inputs: [] })).rejects.toMatchObject({ code: 'CARD_MISMATCH' });
  });

  it('unless its file holds another graph', async () => {
    const card = await loadModel(fixtureModel('score'));
    await expect(verifyModel({ ...card, file: fixtureModel('score-of-two') })).rejects.toMatchObject({
      code: 'CARD_MISMATCH',
    });
  });
});

describe('an example row', () => {
  it('is one that the model takes', async () => {
    for (const path of ['models/clicks', 'models/digits', fixtureModel('identity')]) {
      const card = await loadModel(path);
      const session = await openSession(card, card.file);
      const rows = [0, 1, 63].map((row) => exampleRow(card, row));
      expect(await session.run(rows)).toHaveLength(3);
      await session.close();
    }
  });

  it('holds known categories, so it has a key', async () => {
    const card = await loadModel('models/clicks');
    expect(createKeyCodec(card).keyOf(exampleRow(card, 5))).toBeGreaterThanOrEqual(0);
  });
});
