import type { Encoded } from '../../core/answer.js';
import { UserError } from '../../core/errors.js';
import type { ModelCard } from '../../core/model-card.js';
import { createEncoder } from '../../inference/encode.js';
import { packKeys } from '../../inference/packed-keys.js';
import { valueAt } from '../../inference/packed-values.js';
import { createValueCodec } from '../../inference/prediction-format.js';
import { createKeyCodec, keyId, keyOfId, type KeyId } from '../../inference/row-key.js';
import { createKeyCounter } from '../../traffic/key-counter.js';
import type { Traffic } from '../../traffic/traffic.js';
import { keyOfRequest } from '../ranked-keys.js';
import type { ScorePool } from '../score-pool.js';

/** Keys that means are taken over: beyond, the rarest of a long tail, which one table cannot hold anyway. */
const MOST_KEYS = 200_000;
const KEYS_PER_CALL = 8192;

/** A request of the history, how often it was made, and the elements of the model's prediction. */
export interface ScoredRequest {
  readonly encoded: Encoded;
  readonly count: number;
  readonly elements: readonly number[];
}

/**
 * The requests of the history, the most frequent first, with what the model answers; values outside the vocabulary are
 * answered by its OOV row.
 * @param pool with OOV keys
 * @throws UserError NO_MEAN for predictions that have none, HISTORY_EMPTY
 */
export async function scoreHistory(
  card: ModelCard,
  traffic: Traffic,
  pool: ScorePool,
): Promise<ScoredRequest[]> {
  checkNumeric(card);
  const codec = createKeyCodec(card, { oov: true });
  const encode = createEncoder(card);
  const counter = createKeyCounter<KeyId>();
  for await (const items of traffic.history()) {
    for (const { request } of items) {
      const key = keyOfRequest(encode, codec, request);
      if (key !== undefined) counter.add(keyId(key));
    }
  }
  const top = counter.top(MOST_KEYS);
  if (top.length === 0) {
    const next =
      'give the traffic a history (history: 100000, or split: 0.8 of a log), or choose another onMiss';
    throw new UserError(
      'HISTORY_EMPTY',
      'onMiss needs a history to take its means over, and there is none',
      next,
    );
  }
  const keys = top.map(({ key }) => keyOfId(key));
  const elements: (readonly number[])[] = [];
  for (let from = 0; from < keys.length; from += KEYS_PER_CALL) {
    elements.push(...(await scoreElements(card, pool, keys.slice(from, from + KEYS_PER_CALL))));
  }
  return top.map(({ count }, index) => ({
    encoded: codec.encodedOf(keys[index] as (typeof keys)[number]),
    count,
    elements: elements[index] as readonly number[],
  }));
}

/** @returns for each key the elements of all outputs. */
export async function scoreElements(
  card: ModelCard,
  pool: ScorePool,
  keys: Parameters<typeof packKeys>[0],
): Promise<(readonly number[])[]> {
  const { decode } = createValueCodec(card);
  const values = await pool.score(packKeys(keys));
  return keys.map((_, index) => decode(valueAt(values, index)).flat() as number[]);
}

function checkNumeric({ name, outputs }: ModelCard): void {
  const other = outputs.find(({ type }) => !type.startsWith('float'));
  if (!other) return;
  throw new UserError(
    'NO_MEAN',
    `onMiss: the predictions of ${name} have no mean (its output ${other.name} is ${other.type})`,
    'let misses be misses (onMiss: miss), or let a model answer them (onMiss: embedded)',
  );
}
