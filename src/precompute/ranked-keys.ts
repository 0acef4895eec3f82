import type { ModelCard } from '../core/model-card.js';
import { EncodeError } from '../inference/encode-error.js';
import { createEncoder, type Encoder } from '../inference/encode.js';
import { keyId, keyOfId, type KeyCodec, type KeyId, type RowKey } from '../inference/row-key.js';
import { createKeyCounter } from '../traffic/key-counter.js';
import type { Traffic } from '../traffic/traffic.js';
import { ascendingKeys, keySet, type KeySet } from './key-set.js';

/**
 * The most requested keys of the traffic's history: what a job could have known before the replayed requests came.
 * Ranking on the replayed traffic itself would make any table look better than it is.
 */
export async function rankedKeys(
  card: ModelCard,
  codec: KeyCodec,
  traffic: Traffic,
  rows: number,
): Promise<KeySet> {
  const encode = createEncoder(card);
  const counter = createKeyCounter<KeyId>();
  for await (const items of traffic.history()) {
    for (const item of items) {
      const key = keyOfRequest(encode, codec, item.request);
      if (key !== undefined) counter.add(keyId(key));
    }
  }
  const top = counter.top(rows).map(({ key }) => keyOfId(key));
  const approximate = counter.errorBound > 0 ? `, counts within ${counter.errorBound}` : '';
  const count = top.length.toLocaleString('en');
  return keySet(
    ascendingKeys(top),
    `the ${count} most requested keys of the history: ${traffic.origin}${approximate}`,
  );
}

/** A request of the history that does not encode is no key; the replayed ones are checked by the survey. */
export function keyOfRequest(
  encode: Encoder,
  codec: KeyCodec,
  request: Readonly<Record<string, unknown>>,
): RowKey | undefined {
  try {
    return codec.keyOf(encode(request));
  } catch (error) {
    if (error instanceof EncodeError) return undefined;
    throw error;
  }
}
