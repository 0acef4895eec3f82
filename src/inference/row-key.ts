import type { ModelCard } from '../core/model-card.js';
import { bytesCodec } from './byte-keys.js';
import { bigintCodec, numberCodec } from './integer-keys.js';
import type { KeyCodec, KeyOptions, RowKey } from './key-codec.js';
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

/** What tells a key from others in a Map or a Set, which compare arrays by identity: bytes as latin1 text. */
export type KeyId = number | bigint | string;

export function keyId(key: RowKey): KeyId {
  return key instanceof Uint8Array
    ? Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1')
    : key;
}

/** Inverse of `keyId`. */
export function keyOfId(id: KeyId): RowKey {
  return typeof id === 'string' ? Buffer.from(id, 'latin1') : id;
}
