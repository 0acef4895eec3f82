import { basename } from 'node:path';

import type { Answer, Encoded, MaybePromise } from '../../core/answer.js';
import { nowUs } from '../../core/clock.js';
import type { Span } from '../../core/time-split.js';
import { createValueCodec } from '../../inference/prediction-format.js';
import { createKeyCodec } from '../../inference/row-key.js';
import { checkTable } from '../../precompute/check-table.js';
import type { Value } from '../../stores/prediction-store.js';
import { splitLocation } from '../../stores/store-url.js';
import { modelVersion, type BuildPredictor } from '../predictor.js';
import { buildMissPredictor } from './miss-predictor.js';

/** One look-up in a prediction table; another predictor answers what is not in it. */
export const buildTablePredictor: BuildPredictor<'table'> = async ({ table, onMiss }, context) => {
  const { card, openTable } = context;
  const reader = await openTable(table);
  const { metadata } = reader.table;
  try {
    checkTable(card, titleOf(table.location), metadata);
  } catch (error) {
    await reader.close();
    throw error;
  }
  const rest = await buildMissPredictor(onMiss, context);
  const { keyOf } = createKeyCodec(card, { oov: metadata['oov'] === 'true' });
  const { decode } = createValueCodec(card);
  const model = modelVersion(card.name, card.sha256);
  const answer = (value: Value | undefined): Answer | undefined =>
    value === undefined ? undefined : { prediction: decode(value), source: 'table', model };

  /** @returns undefined for what is not in the table. */
  const lookUp = (encoded: Encoded): MaybePromise<Answer | undefined> => {
    const key = keyOf(encoded);
    if (key === undefined) return undefined;
    const value = reader.get(key);
    return value instanceof Promise ? value.then(answer) : answer(value);
  };
  const predict = (encoded: Encoded): MaybePromise<Answer> => {
    const found = lookUp(encoded);
    if (found instanceof Promise) return found.then((settled) => settled ?? rest.predict(encoded));
    return found ?? rest.predict(encoded);
  };
  const predictTraced = (encoded: Encoded, span: Span): MaybePromise<Answer> => {
    const startedUs = nowUs();
    const told = (settled: Answer | undefined): MaybePromise<Answer> => {
      span.add('tableRead', nowUs() - startedUs);
      return settled ?? rest.predict(encoded, span);
    };
    const found = lookUp(encoded);
    return found instanceof Promise ? found.then(told) : told(found);
  };
  return {
    predict: (encoded, span) => (span ? predictTraced(encoded, span) : predict(encoded)),
    predictMany: async (rows) => {
      const found = await Promise.all(rows.map((row) => lookUp(row)));
      const missing = rows.filter((_, index) => found[index] === undefined);
      const others = missing.length === 0 ? [] : await rest.predictMany(missing);
      let next = 0;
      return found.map((settled) => settled ?? (others[next++] as Answer));
    },
    current: rest.current,
    ...(rest.metrics ? { metrics: rest.metrics } : {}),
    ...(rest.forget ? { forget: rest.forget } : {}),
    close: async () => {
      await reader.close();
      await rest.close();
    },
  };
};

/** A file by its name, a table in a server by its id. */
function titleOf(location: string): string {
  return basename(splitLocation(location).id || location);
}
