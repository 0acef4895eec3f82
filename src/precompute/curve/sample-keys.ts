import type { Encoded } from '../../core/answer.js';
import { keyId, type KeyCodec, type KeyId, type RowKey } from '../../inference/row-key.js';

/** Keys to build small tables of: a table is as large as its own keys make it. */
export interface SampleKeys {
  add(encoded: Encoded): void;
  keys(): readonly RowKey[];
}

const ENOUGH = 20_000;

/** The first different keys of a stream. */
export function createSampleKeys(codec: KeyCodec): SampleKeys {
  const found = new Map<KeyId, RowKey>();
  return {
    add: (encoded) => {
      if (found.size === ENOUGH) return;
      const key = codec.keyOf(encoded);
      if (key !== undefined) found.set(keyId(key), key);
    },
    keys: () => [...found.values()],
  };
}
