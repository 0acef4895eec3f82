import type { ModelCard } from '../../core/model-card.js';
import { createCoarsening } from '../../inference/coarser-keys.js';
import { encoderSha256 } from '../../inference/encoder-hash.js';
import { createValueCodec } from '../../inference/prediction-format.js';
import { createKeyCodec, keyId, keyOfId, type KeyId } from '../../inference/row-key.js';
import type { Key, RowBatch, TableInfo, Tables, Value } from '../../stores/prediction-store.js';
import { addToMean, predictionOf, type Mean } from './mean.js';
import type { ScoredRequest } from './scored-history.js';

/**
 * The table of the keys without the dropped features: the mean of the model's predictions over the requests of the
 * history that have them, weighted by how often each was made. Of the most requested such keys.
 */
export async function buildLevel(
  card: ModelCard,
  history: readonly ScoredRequest[],
  dropped: readonly string[],
  { tables, name, maxRows }: { readonly tables: Tables; readonly name: string; readonly maxRows: number },
): Promise<TableInfo> {
  const coarsen = createCoarsening(card, dropped);
  const codec = createKeyCodec(card);
  const values = createValueCodec(card);
  const means = new Map<KeyId, Mean>();
  for (const { encoded, count, elements } of history) {
    const key = codec.keyOf(coarsen(encoded));
    // A value that stays is outside the vocabulary.
    if (key === undefined) continue;
    const id = keyId(key);
    means.set(id, addToMean(means.get(id), elements, count));
  }
  const rows = [...means]
    .toSorted(([, a], [, b]) => b.weight - a.weight)
    .slice(0, maxRows)
    .map(([id, mean]) => ({
      key: keyOfId(id),
      value: values.encode(predictionOf(card, mean)),
    }))
    .toSorted((a, b) => compareKeys(a.key, b.key));
  const batch: RowBatch = {
    keys: rows.map(({ key }): Key => key),
    values: rows.map(({ value }): Value => value),
  };
  const metadata = {
    model: card.name,
    modelSha256: card.sha256,
    encoderSha256: encoderSha256(card, { oov: false }),
    dropped: JSON.stringify(dropped),
  };
  return tables.build({ name, schema: { key: codec.kind, value: values.kind }, metadata }, [batch]);
}

function compareKeys(a: Key, b: Key): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return a < b ? -1 : 1;
}
