import { hash } from 'node:crypto';

import type { Encoded } from '../../core/answer.js';
import type { ModelCard } from '../../core/model-card.js';
import type { KeyDigit } from '../../inference/key-digits.js';
import { createKeyCodec } from '../../inference/row-key.js';

/**
 * A number below 2^53 for every request, by which keys are told apart: the mixed-radix key with OOV values as digits
 * where it fits, else 53 bits of the SHA-256 of the key, of which 10 million different keys share one with a
 * probability below 1%.
 */
export interface KeyIds {
  idOf(encoded: Encoded): number;
  /** Positions of the id, the first counting most; undefined where ids are hashes. */
  readonly digits: readonly KeyDigit[] | undefined;
}

export function createKeyIds(card: ModelCard): KeyIds {
  const codec = createKeyCodec(card, { oov: true });
  const isExact = codec.domainSize !== undefined && codec.domainSize <= Number.MAX_SAFE_INTEGER;
  return {
    digits: isExact ? codec.digits : undefined,
    idOf: (encoded) => {
      const key = codec.keyOf(encoded);
      if (typeof key === 'number') return key;
      return fingerprint(key instanceof Uint8Array ? key : String(key));
    },
  };
}

function fingerprint(key: Uint8Array | string): number {
  const digest = Buffer.from(hash('sha256', key, 'hex').slice(0, 14), 'hex');
  return digest.readUIntBE(0, 6) * 32 + ((digest[6] as number) >>> 3);
}
