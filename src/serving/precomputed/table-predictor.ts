import { basename } from 'node:path';

import type { Answer, Encoded } from '../../core/answer.js';
import { nowUs } from '../../core/clock.js';
import type { Span } from '../../core/time-split.js';
import { createValueCodec } from '../../inference/prediction-format.js';
import { createKeyCodec } from '../../inference/row-key.js';
import { checkTable } from '../../precompute/check-table.js';
import type { Value } from '../../stores/prediction-store.js';
import { splitLocation } from '../../stores/store-url.js';
import { modelVersion, type BuildPredictor } from '../predictor.js';

/** One look-up in a prediction table; what is not in it is a miss. */
export const buildTablePredictor: BuildPredictor<'table'> = async ({ table }, { card, openTable }) => {
  const reader = await openTable(table);
  const { metadata } = reader.table;
  try {
    checkTable(card, titleOf(table.location), metadata);
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

  const lookUp = (encoded: Encoded): Answer | Promise<Answer> => {
    const key = keyOf(encoded);
    if (key === undefined) return miss;
    const value = reader.get(key);
    return value instanceof Promise ? value.then(answer) : answer(value);
  };
  const lookUpTraced = (encoded: Encoded, span: Span): Answer | Promise<Answer> => {
    const startedUs = nowUs();
    const told = (settled: Answer): Answer => {
      span.add('tableRead', nowUs() - startedUs);
      return settled;
    };
    const found = lookUp(encoded);
    return found instanceof Promise ? found.then(told) : told(found);
  };
  return {
    predict: (encoded, span) => (span ? lookUpTraced(encoded, span) : lookUp(encoded)),
    predictMany: (rows) => Promise.all(rows.map((row) => lookUp(row))),
    current: () => ({ model }),
    close: async () => {
      await reader.close();
    },
  };
};

/** A file by its name, a table in a server by its id. */
function titleOf(location: string): string {
  return basename(splitLocation(location).id || location);
}
