import type { Prediction } from '../core/answer.js';
import { UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import { createValueCodec } from '../inference/prediction-format.js';
import type { KeyCodec, RowKey } from '../inference/row-key.js';
import type { ModelSession } from '../inference/session.js';
import type { RowBatch, TableInfo, Tables } from '../stores/prediction-store.js';
import type { KeySet } from './key-set.js';

/** Rows of one run of the graph: past a few hundred the cost per row is flat. */
const BATCH_ROWS = 1024;

/** Scores every key of the set and loads the predictions into a new table, published when it is complete. */
export async function buildTable(
  name: string,
  card: ModelCard,
  codec: KeyCodec,
  session: ModelSession,
  keySet: KeySet,
  tables: Tables,
): Promise<TableInfo> {
  const values = createValueCodec(card);
  const table = await tables.build(
    {
      name,
      schema: { key: codec.kind, value: values.kind },
      metadata: { model: card.name, modelSha256: card.sha256, keysFrom: keySet.from },
    },
    scoreInBatches(codec, session, keySet.keys, (prediction, key) => {
      const value = values.encode(prediction);
      if (typeof value === 'number' && Number.isNaN(value)) {
        throw new UserError(
          'PREDICTION_NAN',
          `the model answers NaN for key ${String(key)}`,
          'mend the model first',
        );
      }
      return value;
    }),
  );
  await tables.publish(name, table.location);
  return table;
}

async function* scoreInBatches(
  codec: KeyCodec,
  session: ModelSession,
  keys: Iterable<RowKey>,
  encodeValue: (prediction: Prediction, key: RowKey) => number | Uint8Array,
): AsyncGenerator<RowBatch> {
  for (const batch of inBatches(keys, BATCH_ROWS)) {
    const predictions = await session.run(batch.map((key) => codec.encodedOf(key)));
    yield {
      keys: batch,
      values: predictions.map((prediction, index) => encodeValue(prediction, batch[index] as RowKey)),
    };
  }
}

function* inBatches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
