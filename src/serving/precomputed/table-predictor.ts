import { basename } from 'node:path';

import type { Answer } from '../../core/answer.js';
import { createValueCodec } from '../../inference/prediction-format.js';
import { createKeyCodec } from '../../inference/row-key.js';
import { checkTable } from '../../precompute/check-table.js';
import type { Value } from '../../stores/prediction-store.js';
import { modelVersion, type BuildPredictor } from '../predictor.js';

/** One look-up in a prediction table; what is not in it is a miss. */
export const buildTablePredictor: BuildPredictor<'table'> = async ({ table }, { card, openTable }) => {
  const reader = await openTable(table);
  const { metadata } = reader.table;
  try {
    checkTable(card, basename(table.location), metadata);
  } catch (error) {
    await reader.close();
    throw error;
  }
  const { keyOf } = createKeyCodec(card, { oov: metadata['oov'] === 'true' });
  const { decode } = createValueCodec(card);
  const model = modelVersion(card.name, card.sha256);
  const miss: Answer = { prediction: undefined, source: 'miss', model };
  const answer = (value: Value | undefined): Answer =>
    value === undefined ? miss : { prediction: decode(value), source: 'table', model };

  const predict = (encoded: Parameters<typeof keyOf>[0]): Answer | Promise<Answer> => {
    const key = keyOf(encoded);
    if (key === undefined) return miss;
    const value = reader.get(key);
    return value instanceof Promise ? value.then(answer) : answer(value);
  };
  return {
    predict,
    predictMany: (rows) => Promise.all(rows.map(predict)),
    current: () => ({ model }),
    close: async () => {
      await reader.close();
    },
  };
};
