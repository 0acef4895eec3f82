import { basename } from 'node:path';

import type { Answer, Encoded, MaybePromise } from '../../core/answer.js';
import type { ModelCard } from '../../core/model-card.js';
import { createValueCodec } from '../../inference/prediction-format.js';
import { createKeyCodec } from '../../inference/row-key.js';
import type { Reader, Value } from '../../stores/prediction-store.js';
import { splitLocation } from '../../stores/store-url.js';
import { modelVersion } from '../predictor.js';

/** A table that answers, under the version of the model that it was built from. */
export interface ServedTable {
  readonly model: string;
  /** @returns undefined for what is not in the table. */
  lookUp(encoded: Encoded): MaybePromise<Answer | undefined>;
  close(): Promise<void>;
}

/**
 * @param check holds what the table says of itself against the card
 * @throws what `check` throws; then the reader is closed
 */
export async function serveTable(
  reader: Reader,
  card: ModelCard,
  check: (card: ModelCard, name: string, metadata: Readonly<Record<string, string>>) => void,
): Promise<ServedTable> {
  const { location, metadata } = reader.table;
  try {
    check(card, titleOf(location), metadata);
  } catch (error) {
    await reader.close();
    throw error;
  }
  const { keyOf } = createKeyCodec(card, { oov: metadata['oov'] === 'true' });
  const { decode } = createValueCodec(card);
  const model = modelVersion(card.name, metadata['modelSha256'] ?? card.sha256);
  const answer = (value: Value | undefined): Answer | undefined =>
    value === undefined ? undefined : { prediction: decode(value), source: 'table', model };
  return {
    model,
    lookUp: (encoded) => {
      const key = keyOf(encoded);
      if (key === undefined) return undefined;
      const value = reader.get(key);
      return value instanceof Promise ? value.then(answer) : answer(value);
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
