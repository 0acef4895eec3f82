import { basename } from 'node:path';

import { ANSWERED_SOURCES, type Answer, type Encoded, type MaybePromise } from '../../core/answer.js';
import type { ModelCard } from '../../core/model-card.js';
import { createValueCodec } from '../../inference/prediction-format.js';
import { createKeyCodec, type RowKey } from '../../inference/row-key.js';
import type { Reader, Value } from '../../stores/prediction-store.js';
import { splitLocation } from '../../stores/store-location.js';
import { modelVersion } from '../predictor.js';
import type { WriteBack } from './write-back.js';

/** A table that answers, under the version of the model that it was built from. */
export interface ServedTable {
  readonly model: string;
  /** @returns undefined for what is not in the table. */
  lookUp(encoded: Encoded): MaybePromise<Answer | undefined>;
  /** Adds what another predictor answered, if it is of the same model. */
  add(encoded: Encoded, answer: Answer): Answer;
  close(): Promise<void>;
}

/**
 * @param added rows that are looked up first
 * @param check holds what the table says of itself against the card
 * @throws what `check` throws; then the reader is closed
 */
export async function serveTable(
  reader: Reader,
  card: ModelCard,
  check: (card: ModelCard, name: string, metadata: Readonly<Record<string, string>>) => void,
  added?: WriteBack,
): Promise<ServedTable> {
  const { location, metadata } = reader.table;
  try {
    check(card, titleOf(location), metadata);
  } catch (error) {
    await reader.close();
    throw error;
  }
  const { keyOf } = createKeyCodec(card, { oov: metadata['oov'] === 'true' });
  const { decode, encode } = createValueCodec(card);
  const model = modelVersion(card.name, metadata['modelSha256'] ?? card.sha256);
  const answer = (value: Value | undefined): Answer | undefined =>
    value === undefined ? undefined : { prediction: decode(value), source: 'table', model };
  const findAdded = (key: RowKey): MaybePromise<Value | undefined> => {
    const value = added?.lookUp(key);
    if (value instanceof Promise) return value.then((settled) => settled ?? reader.get(key));
    return value ?? reader.get(key);
  };
  const find = added ? findAdded : (key: RowKey) => reader.get(key);
  return {
    model,
    lookUp: (encoded) => {
      const key = keyOf(encoded);
      if (key === undefined) return undefined;
      const value = find(key);
      return value instanceof Promise ? value.then(answer) : answer(value);
    },
    add: (encoded, given) => {
      const { prediction, source } = given;
      const key = keyOf(encoded);
      const isReal = ANSWERED_SOURCES.some((real) => real === source);
      if (key !== undefined && prediction && isReal && given.model === model)
        added?.offer(key, encode(prediction));
      return given;
    },
    close: async () => {
      await reader.close();
    },
  };
}

/** A file by its name, a table in a server by its id. */
function titleOf(location: string): string {
  return basename(splitLocation(location).id || location);
}
