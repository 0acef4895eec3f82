import { expect, it } from 'vitest';

import type { Encoded } from '../../../src/core/answer.js';
import type { PredictorSpec } from '../../../src/core/predictor-spec.js';
import { buildModelsPredictor } from '../../../src/serving/models-predictor.js';
import type { Predictor } from '../../../src/serving/predictor.js';
import { SMALL_CARD } from '../precompute/small-card.js';

it('asks its models in turn, and closes all of them', async () => {
  const asked: number[] = [];
  const closed: number[] = [];
  let built = 0;
  const build = async (): Promise<Predictor> => {
    const number = built++;
    const answer = { prediction: [[number]], source: 'model', model: 'm' } as const;
    return {
      predict: () => {
        asked.push(number);
        return answer;
      },
      predictMany: (rows) => {
        asked.push(number);
        return rows.map(() => answer);
      },
      current: () => ({ model: `m${number}` }),
      model: () => `m${number}`,
      close: async () => void closed.push(number),
    };
  };
  const models: readonly PredictorSpec[] = [1, 2, 3].map(() => ({ kind: 'constant' }));
  const predictor = await buildModelsPredictor(
    { kind: 'models', models },
    {
      card: SMALL_CARD,
      openTable: () => Promise.reject(new Error('no table')),
      openOverlay: () => Promise.reject(new Error('no overlay')),
      watchPointer: () => Promise.reject(new Error('nothing to follow')),
      build,
    },
  );
  const row: Encoded = { inputs: [[1]], shapes: undefined, unseen: false };
  for (let request = 0; request < 4; request++) await predictor.predict(row);
  expect(await predictor.predictMany([row, row])).toHaveLength(2);
  expect(asked).toEqual([0, 1, 2, 0, 1]);
  expect(predictor.current()).toEqual({ model: 'm0' });
  await predictor.close();
  expect(closed).toEqual([0, 1, 2]);
});
