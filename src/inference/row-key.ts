import type { ModelCard } from '../core/model-card.js';
import { bytesCodec } from './byte-keys.js';
import { bigintCodec, numberCodec } from './integer-keys.js';
import type { KeyCodec, KeyOptions } from './key-codec.js';
import { keyDigitsOf } from './key-digits.js';

export type { KeyCodec, KeyOptions, RowKey } from './key-codec.js';

const MAX_INTEGER_KEY = 2n ** 63n - 1n;

/**
 * Mixed-radix integers of the encoded features while they fit 63 bits, else the encoded bytes themselves: never a
 * bare hash, which would answer a colliding request with somebody else's prediction.
 */
export function createKeyCodec(card: ModelCard, { oov = false }: KeyOptions = {}): KeyCodec {
  const digits = keyDigitsOf(card, oov);
  const size = digits?.reduce((product, { radix }) => product * BigInt(radix), 1n);
  if (!digits || size === undefined || size > MAX_INTEGER_KEY) return bytesCodec(card, oov);
  return size <= BigInt(Number.MAX_SAFE_INTEGER)
    ? numberCodec(card, digits, oov)
    : bigintCodec(card, digits, oov);
}
