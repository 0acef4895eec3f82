import type { ModelCard } from '../core/model-card.js';
import type { KeyCodec } from '../inference/row-key.js';
import type { Traffic } from '../traffic/traffic.js';
import { firstFeatures, fullDomain, type KeySet, type KeySpec } from './key-set.js';
import { listedKeys } from './listed-keys.js';
import { rankedKeys } from './ranked-keys.js';

/** The keys that a spec asks for; only those of `top` need the traffic. */
export async function resolveKeys(
  card: ModelCard,
  codec: KeyCodec,
  spec: KeySpec,
  traffic: () => Promise<Traffic>,
): Promise<KeySet> {
  switch (spec.kind) {
    case 'full':
      return fullDomain(card, codec);
    case 'first':
      return firstFeatures(card, codec, spec.features);
    case 'list':
      return listedKeys(card, codec, spec.file);
    case 'top':
      return rankedKeys(card, codec, await traffic(), spec.rows);
  }
}
