import type { ModelCard } from '../core/model-card.js';
import { openBatchScorer } from '../inference/batch-scorer.js';
import { packKeys } from '../inference/packed-keys.js';
import { valueAt, type PackedValues } from '../inference/packed-values.js';
import { createValueCodec } from '../inference/prediction-format.js';
import { createKeyCodec, type RowKey } from '../inference/row-key.js';
import type { PredictionStore, RowBatch } from '../stores/prediction-store.js';
import { withSamples } from './sample-tables.js';

/** What tables of one kind of key and value take, fitted to a small and a larger one. */
export interface TableBytes {
  /** Of every further row. */
  readonly bytesPerRow: number;
  bytesOf(rows: number): number;
}

const SMALL_ROWS = 500;
/** Rows whose predictions are asked for; the others repeat them. */
const SCORED_ROWS = 256;

/**
 * Builds two small tables of real keys and predictions.
 * @param target where the store may build them; whoever names a folder removes it
 */
export async function measureTableBytes(
  card: ModelCard,
  oov: boolean,
  keys: readonly RowKey[],
  store: PredictionStore,
  target: string,
): Promise<TableBytes> {
  const [first] = keys;
  if (first === undefined) return { bytesPerRow: 0, bytesOf: () => 0 };
  const scorer = await openBatchScorer(card, card.file, { oov });
  const values = await scorer.score(packKeys(keys.slice(0, SCORED_ROWS)));
  await scorer.close();
  const schema = { key: createKeyCodec(card, { oov }).kind, value: createValueCodec(card).kind };
  return withSamples(store, target, async (buildSample) => {
    const build = async (rows: number): Promise<number> =>
      (await buildSample(schema, rowsOf(keys.slice(0, rows), values))).bytes;
    const smallRows = Math.min(SMALL_ROWS, Math.ceil(keys.length / 2));
    const small = await build(smallRows);
    if (keys.length === smallRows) return { bytesPerRow: small, bytesOf: (rows) => small * rows };
    const bytesPerRow = ((await build(keys.length)) - small) / (keys.length - smallRows);
    const fixed = small - bytesPerRow * smallRows;
    return { bytesPerRow, bytesOf: (rows) => Math.round(fixed + bytesPerRow * rows) };
  });
}

/** In key order, as a job loads them: in random order pages stay half empty. */
function rowsOf(keys: readonly RowKey[], values: PackedValues): RowBatch[] {
  const known = values.kind === 'real' ? values.values.length : values.ends.length;
  const sorted = keys.toSorted((a, b) => {
    if (a instanceof Uint8Array || b instanceof Uint8Array)
      return Buffer.compare(a as Uint8Array, b as Uint8Array);
    return a < b ? -1 : 1;
  });
  return [{ keys: sorted, values: sorted.map((_, row) => valueAt(values, row % known)) }];
}
