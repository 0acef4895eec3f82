import { UserError } from '../core/errors.js';
import { isBatchable, rowShape, type ModelCard } from '../core/model-card.js';
import { createBatchTensors } from './batch-tensors.js';
import { countKeys, keyAt, type PackedKeys } from './packed-keys.js';
import { createValueCollector, type PackedValues } from './packed-values.js';
import { createKeyCodec, type KeyCodec, type KeyOptions } from './row-key.js';
import { createSession, openSession } from './session.js';

/** A model that scores the keys of a prediction table, many at once and without an object for each. */
export interface BatchScorer {
  /**
   * Predictions in the order of the keys. Neither the split into calls nor the batch changes a bit at one thread.
   * One call at a time.
   * @throws UserError PREDICTION_NAN naming the first key that the model has no answer for
   */
  score(keys: PackedKeys): Promise<PackedValues>;
  close(): Promise<void>;
}

/** Rows of one run of the graph: past a few hundred the cost per row is flat. */
const BATCH_ROWS = 1024;
/** Elements of the inputs of one run, at most: a batch of images must not fill the memory. */
const BATCH_ELEMENTS = 1_000_000;

/** Opens a session of its own on the calling thread, which `score` blocks while the graph runs. */
export async function openBatchScorer(
  card: ModelCard,
  model: string | Uint8Array,
  options: KeyOptions,
): Promise<BatchScorer> {
  const codec = createKeyCodec(card, options);
  const tensors = isBatchable(card) ? createBatchTensors(card, codec, batchRows(card)) : undefined;
  if (!tensors) return scorerByRow(card, model, codec);
  const session = await createSession(model, 1, card.name);
  return {
    score: async (keys) => {
      const count = countKeys(keys);
      const collector = createValueCollector(card, count);
      for (let from = 0; from < count; from += tensors.rows) {
        const rows = Math.min(tensors.rows, count - from);
        const nan = collector.addOutputs(await session.run(tensors.fill(keys, from, rows)), rows);
        if (nan !== undefined) throw nanError(codec, keyAt(keys, from + nan));
      }
      return collector.packed();
    },
    close: () => session.release(),
  };
}

/** For graphs of a fixed batch, of open shapes or of text: row by row as an application would ask. */
async function scorerByRow(
  card: ModelCard,
  model: string | Uint8Array,
  codec: KeyCodec,
): Promise<BatchScorer> {
  const session = await openSession(card, model);
  const batch = batchRows(card);
  return {
    score: async (keys) => {
      const count = countKeys(keys);
      const collector = createValueCollector(card, count);
      for (let from = 0; from < count; from += batch) {
        const rows = Math.min(batch, count - from);
        const encoded = Array.from({ length: rows }, (_, row) => codec.encodedOf(keyAt(keys, from + row)));
        const nan = collector.addPredictions(await session.run(encoded));
        if (nan !== undefined) throw nanError(codec, keyAt(keys, from + nan));
      }
      return collector.packed();
    },
    close: () => session.close(),
  };
}

function batchRows(card: ModelCard): number {
  let elements = 0;
  for (const input of card.inputs) {
    elements += rowShape(input).reduce<number>(
      (product, size) => product * (typeof size === 'number' ? size : 1),
      1,
    );
  }
  return Math.max(1, Math.min(BATCH_ROWS, Math.floor(BATCH_ELEMENTS / Math.max(1, elements))));
}

function nanError(codec: KeyCodec, key: ReturnType<typeof keyAt>): UserError {
  const codes = codec.encodedOf(key).inputs.flat().slice(0, 20).join(', ');
  return new UserError(
    'PREDICTION_NAN',
    `the model answers NaN for the encoded input [${codes}]`,
    'mend the model first: a table cannot tell such an answer from none',
  );
}
